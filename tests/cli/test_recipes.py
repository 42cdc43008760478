"""The commands of docs/recipes.md, run as they stand there, on two small runs."""
import json
import pathlib
import re
import shutil
import subprocess

from harness import PHI_TEXT, PLAIN_TEXT, Result, Test

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "recipes.md"

test = Test()
test.write("d/phi.txt", PHI_TEXT)
test.write("d/536-90-4399.txt", PHI_TEXT)
test.write("d/plain.txt", PLAIN_TEXT)
test.write("d/cut.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03")
test.equal("first run", test.run("scan", "d", "-o", "run").code, 3)
test.equal("second run", test.run("scan", "d", "-o", "run2", "--since", "run").code, 3)

# A word of each recipe, and how many lines it prints.
EXPECTED = (
    ("sort_by", 2),
    ('.status != "examined"', 1),
    ("cmk-required", 0),  # directories have no policies
    ("@csv", 5),
    ("findings.jsonl", 2),
    ("keys.private.jsonl", 1),
    ("tagging.jsonl", 0),
    ("reduce", 4),
    ("hashlib", 0),
)


def run_shell(text):
    done = subprocess.run(["bash", "-c", text], cwd=test.folder, capture_output=True, check=False)
    return Result(done.returncode, done.stdout, done.stderr)


recipes = re.findall(r"^```\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.S | re.M)
if shutil.which("jq") is None:
    print("skipped: no jq")
    recipes = []
else:
    test.equal("recipes", len(recipes), len(EXPECTED))
for recipe, (word, lines) in zip(recipes, EXPECTED):
    result = run_shell(recipe)
    test.check("%s is in its recipe" % word, word in recipe, recipe)
    test.equal("%s: exit code and message" % word, (result.code, result.err), (0, ""))
    test.equal("%s: lines" % word, len(result.out.splitlines()), lines)
    if word == "keys.private.jsonl":
        test.check("the true key", "536-90-4399" in result.out, result.out)
    if word == "tagging.jsonl":
        run_shell(recipe.replace('"s3"', '"file"'))
        tagged = test.json_lines("tagging.jsonl")
        test.equal("tags", sorted((x["Key"], len(x["Tagging"]["TagSet"])) for x in tagged),
                   [("cut.gz", 5), ("phi.txt", 5), ("plain.txt", 5)])

# The last recipe sees a line that was changed.
if recipes:
    manifest = pathlib.Path(test.path("run/manifest.jsonl"))
    manifest.write_text(manifest.read_text().replace('"class":"PHI"', '"class":"NONE"', 1))
    test.check("a changed line", "does not follow" in run_shell(recipes[-1]).err)
    test.equal("which is still JSON", [json.loads(x)["seq"] for x in manifest.read_text().splitlines()], [1, 2, 3, 4])

test.finish()
