/*
 * Names of medicines, and the endings that their class shares.
 *
 * Generic names are international non-proprietary names (WHO INN) and United States adopted names;
 * the endings are the stems both programmes publish. Brand names are those widely known in the
 * United States; brands that are ordinary words are left out. Medicines that everybody talks about
 * stand apart, as weak: by themselves they say little.
 */
#include "detectors/lexicon.h"
#include "detectors/lexicon_lists.h"

/* clang-format off */
static const char *const drugs[] = {
    /* heart, vessels, blood */
    "lisinopril", "enalapril", "captopril", "benazepril", "ramipril", "quinapril", "fosinopril",
    "losartan", "valsartan", "irbesartan", "olmesartan", "candesartan", "telmisartan", "sacubitril",
    "amlodipine", "nifedipine", "felodipine", "nicardipine", "diltiazem", "verapamil",
    "metoprolol|metoprolol succinate|metoprolol tartrate", "atenolol", "carvedilol", "bisoprolol",
    "propranolol", "labetalol", "nadolol", "nebivolol", "sotalol", "timolol",
    "hydrochlorothiazide|hctz", "chlorthalidone", "furosemide", "torsemide", "bumetanide",
    "spironolactone", "eplerenone", "triamterene", "metolazone", "indapamide", "acetazolamide",
    "clonidine", "hydralazine", "minoxidil", "doxazosin", "terazosin", "prazosin", "guanfacine",
    "methyldopa", "isosorbide|isosorbide mononitrate|isosorbide dinitrate",
    "nitroglycerin|nitrostat", "ranolazine", "ivabradine", "digoxin", "amiodarone", "flecainide",
    "propafenone", "dofetilide", "dronedarone", "quinidine", "procainamide", "mexiletine",
    "adenosine injection", "atorvastatin", "simvastatin", "rosuvastatin", "pravastatin",
    "lovastatin", "pitavastatin", "fluvastatin", "ezetimibe", "fenofibrate", "gemfibrozil",
    "niacin er", "colesevelam", "cholestyramine", "evolocumab", "alirocumab", "icosapent",
    "warfarin", "heparin", "enoxaparin", "dalteparin", "fondaparinux", "apixaban", "rivaroxaban",
    "edoxaban", "dabigatran", "clopidogrel", "prasugrel", "ticagrelor", "cilostazol",
    "dipyridamole", "pentoxifylline", "alteplase", "tenecteplase", "tranexamic acid", "midodrine",
    "norepinephrine", "vasopressin", "epoetin", "darbepoetin", "filgrastim", "pegfilgrastim",
    "bosentan", "ambrisentan",
    /* hormones and metabolism */
    "metformin|metformin hydrochloride", "glipizide", "glyburide", "glimepiride", "pioglitazone",
    "rosiglitazone", "sitagliptin", "saxagliptin", "linagliptin", "alogliptin", "empagliflozin",
    "dapagliflozin", "canagliflozin", "liraglutide", "semaglutide", "dulaglutide", "exenatide",
    "tirzepatide", "repaglinide", "nateglinide", "acarbose", "insulin glargine", "insulin lispro",
    "insulin aspart", "insulin detemir", "insulin degludec", "insulin regular|regular insulin",
    "insulin nph|insulin isophane|nph insulin", "glucagon", "levothyroxine|levothyroxine sodium",
    "liothyronine", "methimazole", "propylthiouracil", "prednisone", "prednisolone",
    "methylprednisolone", "dexamethasone", "hydrocortisone", "betamethasone", "triamcinolone",
    "fludrocortisone", "budesonide", "desmopressin", "octreotide", "cabergoline", "bromocriptine",
    "somatropin", "estradiol", "conjugated estrogens", "medroxyprogesterone", "norethindrone",
    "levonorgestrel", "drospirenone", "norgestimate", "etonogestrel", "ethinyl estradiol",
    "clomiphene", "letrozole", "anastrozole", "exemestane", "tamoxifen", "raloxifene", "leuprolide",
    "finasteride", "dutasteride", "tamsulosin", "alfuzosin", "silodosin", "oxybutynin",
    "tolterodine", "solifenacin", "mirabegron", "sildenafil", "tadalafil", "vardenafil",
    "alendronate|alendronic acid", "risedronate", "ibandronate", "zoledronic acid", "denosumab",
    "teriparatide", "calcitriol", "cinacalcet", "sevelamer", "allopurinol", "febuxostat",
    "colchicine", "probenecid", "ergocalciferol", "cholecalciferol", "cyanocobalamin",
    "ferrous sulfate", "potassium chloride er", "levocarnitine",
    /* breathing and allergy */
    "albuterol|albuterol sulfate|salbutamol", "levalbuterol", "salmeterol", "formoterol",
    "vilanterol", "ipratropium", "tiotropium", "umeclidinium", "fluticasone|fluticasone propionate",
    "mometasone", "beclomethasone", "ciclesonide", "montelukast", "zafirlukast", "theophylline",
    "roflumilast", "omalizumab", "dupilumab", "cetirizine", "levocetirizine", "loratadine",
    "desloratadine", "fexofenadine", "diphenhydramine", "hydroxyzine", "chlorpheniramine",
    "promethazine", "benzonatate", "guaifenesin", "dextromethorphan", "pseudoephedrine",
    "phenylephrine", "azelastine", "olopatadine", "cromolyn", "acetylcysteine",
    /* stomach and bowel */
    "omeprazole", "esomeprazole", "pantoprazole", "lansoprazole", "rabeprazole", "dexlansoprazole",
    "famotidine", "ranitidine", "cimetidine", "nizatidine", "sucralfate", "misoprostol",
    "metoclopramide", "ondansetron", "granisetron", "prochlorperazine", "meclizine", "scopolamine",
    "dicyclomine", "hyoscyamine", "loperamide", "diphenoxylate", "bisacodyl",
    "docusate|docusate sodium", "senna glycoside|sennosides", "polyethylene glycol 3350",
    "lactulose", "linaclotide", "lubiprostone", "mesalamine", "sulfasalazine", "ursodiol",
    "rifaximin", "pancrelipase", "simethicone",
    /* infection */
    "amoxicillin|amoxicillin clavulanate", "ampicillin", "piperacillin", "nafcillin",
    "dicloxacillin", "penicillin v|penicillin g|penicillin v potassium", "cephalexin", "cefazolin",
    "cefuroxime", "cefdinir", "ceftriaxone", "cefepime", "cefpodoxime", "cefixime", "cefadroxil",
    "ceftazidime", "meropenem", "ertapenem", "imipenem", "aztreonam", "azithromycin",
    "clarithromycin", "erythromycin", "clindamycin", "doxycycline", "minocycline", "tetracycline",
    "tigecycline", "ciprofloxacin", "levofloxacin", "moxifloxacin", "ofloxacin", "vancomycin",
    "linezolid", "daptomycin", "gentamicin", "tobramycin", "amikacin", "nitrofurantoin",
    "fosfomycin", "sulfamethoxazole", "trimethoprim", "metronidazole", "tinidazole", "isoniazid",
    "rifampin", "ethambutol", "pyrazinamide", "mupirocin", "bacitracin", "fluconazole",
    "ketoconazole", "itraconazole", "voriconazole", "posaconazole", "terbinafine", "nystatin",
    "clotrimazole", "miconazole", "amphotericin", "caspofungin", "micafungin", "acyclovir",
    "valacyclovir", "famciclovir", "ganciclovir", "valganciclovir", "oseltamivir", "nirmatrelvir",
    "tenofovir", "emtricitabine", "lamivudine", "zidovudine", "abacavir", "efavirenz",
    "dolutegravir", "bictegravir", "raltegravir", "darunavir", "atazanavir", "ritonavir",
    "rilpivirine", "entecavir", "sofosbuvir", "ledipasvir", "velpatasvir", "albendazole",
    "mebendazole", "praziquantel", "permethrin", "chloroquine", "mefloquine", "atovaquone",
    "primaquine",
    /* pain and inflammation */
    "naproxen|naproxen sodium", "meloxicam", "diclofenac", "celecoxib", "etodolac", "ketorolac",
    "indomethacin", "nabumetone", "oxaprozin", "piroxicam", "sulindac", "oxycodone",
    "hydrocodone|hydrocodone bitartrate", "hydromorphone", "oxymorphone", "tramadol", "tapentadol",
    "buprenorphine", "butorphanol", "nalbuphine", "meperidine", "naltrexone", "butalbital",
    "cyclobenzaprine", "methocarbamol", "carisoprodol", "tizanidine", "baclofen", "metaxalone",
    "orphenadrine", "dantrolene", "sumatriptan", "rizatriptan", "zolmitriptan", "eletriptan",
    "ergotamine", "erenumab", "methotrexate", "hydroxychloroquine sulfate", "leflunomide",
    "azathioprine", "mycophenolate", "tacrolimus", "cyclosporine", "sirolimus", "adalimumab",
    "etanercept", "infliximab", "golimumab", "certolizumab", "tocilizumab", "abatacept",
    "rituximab", "secukinumab", "ustekinumab", "tofacitinib", "upadacitinib", "apremilast",
    "penicillamine",
    /* nerves and mind */
    "gabapentin", "pregabalin", "levetiracetam", "lamotrigine", "topiramate", "carbamazepine",
    "oxcarbazepine", "phenytoin", "fosphenytoin", "phenobarbital",
    "valproate|valproic acid|divalproex", "zonisamide", "lacosamide", "primidone", "ethosuximide",
    "clobazam", "sertraline", "fluoxetine", "paroxetine", "citalopram", "escitalopram",
    "fluvoxamine", "venlafaxine", "desvenlafaxine", "duloxetine", "bupropion", "mirtazapine",
    "trazodone", "amitriptyline", "nortriptyline", "imipramine", "doxepin", "clomipramine",
    "vortioxetine", "vilazodone", "phenelzine", "selegiline", "buspirone", "alprazolam",
    "lorazepam", "clonazepam", "diazepam", "temazepam", "midazolam", "chlordiazepoxide", "zolpidem",
    "eszopiclone", "zaleplon", "ramelteon", "suvorexant", "quetiapine", "olanzapine", "risperidone",
    "aripiprazole", "ziprasidone", "haloperidol", "clozapine", "paliperidone", "lurasidone",
    "chlorpromazine", "fluphenazine", "perphenazine", "brexpiprazole", "cariprazine",
    "lithium carbonate", "methylphenidate", "dexmethylphenidate", "lisdexamfetamine",
    "dextroamphetamine", "atomoxetine", "modafinil", "armodafinil", "donepezil", "memantine",
    "rivastigmine", "galantamine", "carbidopa", "levodopa", "ropinirole", "pramipexole",
    "rasagiline", "entacapone", "amantadine", "benztropine", "trihexyphenidyl", "riluzole",
    "pyridostigmine", "varenicline", "disulfiram", "acamprosate", "propofol", "etomidate",
    "rocuronium", "succinylcholine", "sevoflurane", "bupivacaine", "ropivacaine",
    /* growths */
    "cyclophosphamide", "doxorubicin", "paclitaxel", "docetaxel", "cisplatin", "carboplatin",
    "oxaliplatin", "fluorouracil", "capecitabine", "gemcitabine", "vincristine", "vinblastine",
    "etoposide", "irinotecan", "topotecan", "bleomycin", "mitomycin", "imatinib", "erlotinib",
    "lapatinib", "sunitinib", "sorafenib", "dasatinib", "nilotinib", "ibrutinib", "palbociclib",
    "lenalidomide", "thalidomide", "bortezomib", "trastuzumab", "bevacizumab", "pembrolizumab",
    "nivolumab", "atezolizumab", "hydroxyurea", "mercaptopurine", "megestrol", "bicalutamide",
    "abiraterone", "enzalutamide", "fulvestrant",
    /* skin and eyes */
    "tretinoin", "isotretinoin", "adapalene", "clobetasol", "fluocinonide", "desonide",
    "calcipotriene", "imiquimod", "latanoprost", "travoprost", "bimatoprost", "brimonidine",
    "dorzolamide", "brinzolamide", "prednisolone acetate", "ketotifen", NULL,
};

const struct lexicon_list lexicon_drugs = {drugs, LEXICON_DRUG, 0};

static const char *const brands[] = {
    "abilify", "aciphex", "actonel", "advair|advair diskus", "aggrenox", "alphagan", "altace",
    "ambien", "amaryl", "anoro", "aricept", "arimidex", "asacol", "atacand", "ativan", "atrovent",
    "augmentin", "avandia", "avapro", "avelox", "avodart", "azopt", "bactrim", "basaglar",
    "benicar", "bentyl", "biaxin", "biktarvy", "boniva", "breo ellipta", "brilinta", "buspar",
    "bydureon", "byetta", "bystolic", "caduet", "carafate", "cardizem", "cardura", "catapres",
    "ceftin", "celebrex", "celexa", "cellcept", "chantix", "cipro", "clarinex", "cleocin",
    "climara", "clozaril", "cogentin", "combivent", "compazine", "concerta", "copaxone", "coreg",
    "cosopt", "coumadin", "cozaar", "crestor", "cymbalta", "cytomel", "decadron", "deltasone",
    "demerol", "depakote", "depo provera", "descovy", "desyrel", "detrol", "diflucan", "dilantin",
    "dilaudid", "diovan", "ditropan", "dulera", "duoneb", "duragesic", "effexor", "elavil",
    "eliquis", "emgality", "enbrel", "entresto", "epclusa", "epipen", "epogen", "evista", "exelon",
    "exforge", "farxiga", "feldene", "femara", "fioricet", "flagyl", "flexeril", "flomax",
    "flovent", "floxin", "fosamax", "genvoya", "geodon", "gleevec", "glucophage", "glucotrol",
    "haldol", "harvoni", "herceptin", "humalog", "humira", "humulin", "hydrodiuril", "hytrin",
    "hyzaar", "imdur", "imitrex", "inderal", "invokana", "janumet", "januvia", "jardiance",
    "kayexalate", "keflex", "kenalog", "keppra", "keytruda", "klonopin", "lamictal", "lamisil",
    "lanoxin", "lantus", "lasix", "latuda", "lescol", "levaquin", "levemir", "levitra", "levoxyl",
    "lexapro", "linzess", "lipitor", "lopid", "lopressor", "lortab", "lotensin", "lotrel",
    "lotrisone", "lovaza", "lovenox", "lunesta", "lupron", "luvox", "lyrica", "macrobid", "maxalt",
    "maxzide", "medrol|medrol dosepak", "mevacor", "micardis", "micronase", "minipress", "mirapex",
    "mounjaro", "myrbetriq", "namenda", "naprosyn", "nasonex", "neulasta", "neurontin", "nizoral",
    "nolvadex", "norco", "norvasc", "novolin", "novolog", "nucynta", "nuvaring", "omnicef",
    "onglyza", "opdivo", "orapred", "ortho tri cyclen", "otezla", "oxycontin", "pamelor", "patanol",
    "paxil", "paxlovid", "pepcid", "percocet", "periactin", "phenergan", "plaquenil", "plavix",
    "pradaxa", "pravachol", "premarin", "prempro", "prevacid", "prilosec", "prinivil", "pristiq",
    "proair|proair hfa", "procardia", "procrit", "prograf", "prolia", "propecia", "proscar",
    "protonix", "proventil", "provera", "provigil", "pulmicort", "qvar", "relafen", "remeron",
    "remicade", "requip", "restasis", "restoril", "revlimid", "risperdal", "ritalin", "rituxan",
    "robaxin", "roxicodone", "rybelsus", "seroquel", "silvadene", "sinemet", "sinequan",
    "singulair", "skelaxin", "solu medrol", "spiriva", "stelara", "strattera", "suboxone",
    "subutex", "symbicort", "synthroid", "tamiflu", "tegretol", "tenormin", "tessalon", "topamax",
    "toprol|toprol xl", "toradol", "toujeo", "tradjenta", "trelegy ellipta", "tresiba", "trileptal",
    "trulicity", "truvada", "ultracet", "ultram", "uroxatral", "valtrex", "vaseretic", "vasotec",
    "ventolin|ventolin hfa", "vesicare", "victoza", "vicodin", "vicoprofen", "viibryd", "vimpat",
    "voltaren", "vytorin", "vyvanse", "welchol", "wellbutrin", "xalatan", "xarelto", "xeljanz",
    "xolair", "xopenex", "yasmin birth control", "zanaflex", "zantac", "zarontin", "zebeta",
    "zestoretic", "zestril", "zetia", "ziac", "zithromax|z pak", "zocor", "zofran", "zoloft",
    "zomig", "zovirax", "zyloprim", "zyprexa", "zyvox", NULL,
};

const struct lexicon_list lexicon_brands = {brands, LEXICON_DRUG, 0};

static const char *const household_drugs[] = {
    "aspirin|acetylsalicylic acid|=ASA", "ibuprofen", "acetaminophen|paracetamol|=APAP", "tylenol",
    "advil", "aleve", "motrin", "excedrin", "nyquil", "benadryl", "claritin", "zyrtec", "flonase",
    "sudafed", "mucinex", "robitussin", "imodium", "dulcolax", "miralax", "metamucil", "insulin",
    "penicillin", "antibiotics", "viagra", "cialis", "xanax", "valium", "prozac", "adderall",
    "botox", "ozempic", "wegovy", "morphine|morphine sulfate", "codeine", "fentanyl", "methadone",
    "ketamine", "naloxone", "narcan", "cocaine", "lidocaine", "benzocaine", "novocaine",
    "epinephrine", "adrenaline", "dopamine", "melatonin", "testosterone", "progesterone",
    "estrogen", "cortisone", "oxytocin", "nicotine", "caffeine", "ephedrine", "amphetamine",
    "lithium", "zinc", "niacin", "biotin", "folic acid",
    "vitamin d|vitamin d3|vitamin b12|vitamin c", "multivitamin", "fish oil", "calcium carbonate",
    "magnesium oxide", "magnesium sulfate", "potassium chloride", "sodium chloride",
    "sodium bicarbonate", "ferrous gluconate", "dextrose", "mineral oil", "ivermectin",
    "remdesivir", "hydroxychloroquine", "quinine", "glucosamine", "chondroitin", "albumin",
    "thiamine", NULL,
};

const struct lexicon_list lexicon_household_drugs = {household_drugs, LEXICON_DRUG, LEXICON_WEAK};

/*
 * Each is at least four letters long: the last four letters of a word are looked up first. They are
 * longer than the published stems where the stem alone ends ordinary words (-olol: "lololol",
 * -statin: "cystatin").
 */
const char *const lexicon_stems[] = {
    "pril", "sartan", "vastatin", "prolol", "anolol", "enolol", "indolol", "butolol", "ivolol",
    "axolol", "dipine", "thiazide", "prazole", "conazole", "nidazole", "cillin", "mycin", "micin",
    "floxacin", "cycline", "gliptin", "gliflozin", "glutide", "glitazone", "oxetine", "triptyline",
    "zepam", "zolam", "barbital", "racetam", "gabalin", "triptan", "setron", "lukast", "buterol",
    "meterol", "moterol", "tropium", "xaban", "grelor", "dronate", "ciclovir", "navir", "tegravir",
    "buvir", "asvir", "previr", "vudine", "tinib", "ciclib", "rafenib", "zomib", "zumab", "ximab",
    "olimus", "platin", "rubicin", "taxel", "fungin", "parinux", "xaparin", "teparin", "profen",
    "coxib", "solone", "metasone", "sonide", "denafil", "dalafil", "peridone", "zapine", "penem",
    "bendazole", NULL,
};
