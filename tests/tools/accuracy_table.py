#!/usr/bin/env python3
"""Prints the tables of docs/accuracy.md from what evaluate.py counted.

  ../shared/tools/evaluate.py --phicrawl build/release/phicrawl --classify --json counts.json ../shared/labelled/*/
  tests/tools/accuracy_table.py counts.json
"""
import json
import sys

COMPLETE = {  # sets whose labels are complete, so that precision means something
    "presidio_research", "presidio_vectors", "pii_anon_format_variations", "pii_anon_test_clinical",
    "pii_anon_test_adversarial",
}


def ratio(part, rest):
    return "%.3f" % (part / (part + rest)) if part + rest else "-"


def print_types(result):
    """One row a type that phicrawl has a detector for or that the set labels."""
    print("\n### %s\n" % result["set"])
    if result["labelled"]:
        print("Objects with at least one right finding: %d of %d.\n" % (result["hit"], result["labelled"]))
    print("| type | labelled | found | recall | recall, valid values | precision |")
    print("|---|---:|---:|---:|---:|---:|")
    tp, fn, fp, vtp, vfn = (result[name] for name in ("tp", "fn", "fp", "vtp", "vfn"))
    for kind in sorted(set(tp) | set(fn)):
        found, missed = tp.get(kind, 0), fn.get(kind, 0)
        precision = ratio(found, fp.get(kind, 0)) if result["set"] in COMPLETE else "-"
        print("| %s | %d | %d | %s | %s | %s |" % (
            kind, found + missed, found, ratio(found, missed), ratio(vtp.get(kind, 0), vfn.get(kind, 0)), precision))


def print_negatives(result):
    false = sum(result["false"].values())
    megabytes = result["negative_bytes"] / 1e6
    print("\n### %s\n" % result["set"])
    print("%.1f MB without a patient: %d false findings of strict types (%.2f per MB)%s; %s objects classed PHI." % (
        megabytes, false, false / megabytes, " " + str(result["false"]) if false else "", result["phi"]))


def main():
    with open(sys.argv[1]) as file:
        results = json.load(file)
    for result in sorted(results, key=lambda r: r["set"]):
        if result["negative_bytes"]:
            print_negatives(result)
        else:
            print_types(result)


if len(sys.argv) != 2:
    sys.exit(__doc__)
main()
