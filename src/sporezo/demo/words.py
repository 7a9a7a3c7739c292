"""Names that read French and are nobody's, and what such people do for a living."""

import random
from pathlib import Path

_DATA = Path(__file__).parent / "data"
# A woman's first name has a star.
_NAMES = (_DATA / "first_names.txt").read_text(encoding="utf-8").split()
FIRST_NAMES = [name.rstrip("*") for name in _NAMES]
WOMEN = {name.rstrip("*") for name in _NAMES if name.endswith("*")}
LAST_NAMES = (_DATA / "last_names.txt").read_text(encoding="utf-8").split()
COMPANIES = {
    "agrifood": ("Maison Brotteaux", "Vergers du Pilat", "Laiterie des Dombes"),
    "banking": ("Banque des Canuts", "Mutuelle du Confluent", "Crédit Rhodanien"),
    "building": ("Pierres Dorées Immobilier", "Bâtisseurs du Val", "Atelier Croix-Rousse"),
    "consulting": ("Cabinet Bellecour", "Traboule Conseil", "Méridien 4°50"),
    "culture": ("Éditions du Gourguillon", "Radio Fourvière", "Lumières & Cie"),
    "digital": ("Octet Saône", "Passerelle Logiciels", "Nuage du Rhône", "Data Terreaux"),
    "education": ("Institut Perrache", "École des Quais"),
    "energy": ("Turbines du Léman", "Solaire Bugey", "Énergies Vallée"),
    "health": ("BioGerland", "Clinique des Lônes", "Laboratoires Monplaisir"),
    "industry": ("Mécanique Vénissiane", "Soieries Techniques", "Pompes Isère", "Câbles du Sud-Est"),
    "law": ("Étude Saint-Jean", "Ainay Avocats"),
    "logistics": ("Fret Rhône-Alpes", "Entrepôts Saint-Exupéry", "Colis Lugdunum"),
    "public": ("Syndicat des eaux du Val", "Agence des mobilités"),
    "retail": ("Comptoir des Pentes", "Soie & Fils"),
    "tourism": ("Hôtels du Vieux Port", "Bateaux du Parc"),
}
# What a woman is called, then what a man is.
FUNCTIONS = {
    "expert": (
        ("ingénieure conseil", "ingénieur conseil"),
        ("juriste", "juriste"),
        ("analyste", "analyste"),
        ("architecte", "architecte"),
    ),
    "manager": (
        ("responsable des ventes", "responsable des ventes"),
        ("responsable de production", "responsable de production"),
        ("cheffe de produit", "chef de produit"),
        ("responsable des achats", "responsable des achats"),
    ),
    "director": (
        ("directrice financière", "directeur financier"),
        ("directrice des opérations", "directeur des opérations"),
        ("directrice des ressources humaines", "directeur des ressources humaines"),
    ),
    "executive": (
        ("directrice générale adjointe", "directeur général adjoint"),
        ("directrice générale", "directeur général"),
        ("présidente", "président"),
    ),
    "founder": (("fondatrice", "fondateur"), ("cofondatrice", "cofondateur")),
    "independent": (
        ("consultante indépendante", "consultant indépendant"),
        ("coach", "coach"),
        ("traductrice", "traducteur"),
    ),
}
STOCK = (
    "Sa fille entre en prépa, il court le soir pour s’aérer",
    "Refait sa cuisine, cherche un artisan patient",
    "Prépare les 20 km de la Saintélyon en relais",
    "A changé d’équipe en septembre, plus de voyages",
    "Fan de bouchons lyonnais, connaît le patron de la rue Mercière",
    "Monte un fonds pour les ateliers de tissage",
    "Revient du Portugal, parle d’y ouvrir un bureau",
    "Cherche un alternant pour la rentrée",
    "S’est mise au padel, redoute la vitre",
    "Écrit un livre sur les canuts, le soir",
)
PROMISES = (
    "Lui envoyer le nom de l’avocate des Quais",
    "Lui prêter le livre sur les canuts",
    "Lui passer l’adresse du cordeur de Gerland",
    "Lui présenter la graphiste du dépliant",
    "Lui envoyer la trace du tour des Monts d’Or",
    "Lui transmettre l’annonce d’alternance",
    "Relire sa page de présentation",
)
FAVOURS = (
    "Relecture d’un dossier de financement",
    "Mise en relation avec un imprimeur",
    "Conseil sur un bail commercial",
    "Une heure sur un plan de trésorerie",
)
# Alix first: the cast of the doors, then whom they are.
CAST = (
    ("Alix", "Morel", "logistics", "director", "directrice des opérations", "69386"),
    ("Bruno", "Keller", "energy", "manager", "responsable grands comptes", "69383"),
    ("Chloé", "Lambertin", "health", "founder", "fondatrice", "69387"),
    ("Driss", "Benhaddou", "digital", "director", "directeur technique", "69266"),
    ("Élodie", "Vasselin", "banking", "manager", "responsable du crédit", "69382"),
    ("Farid", "Mansouri", "industry", "executive", "directeur d’usine", "69266"),
    ("Gaël", "Huet", "consulting", "independent", "consultant indépendant", "69384"),
    ("Hélène", "Lombard", "law", "director", "avocate associée", "69386"),
    ("Inès", "Jourdan", "culture", "manager", "éditrice", "69381"),
    ("Jules", "Ferrandi", "building", "founder", "cofondateur", "69389"),
    ("Karim", "Oualid", "retail", "manager", "directeur de réseau", "69388"),
    ("Léa", "Marchetti", "education", "director", "directrice des études", "69385"),
    ("Marc", "Delaunoy", "public", "executive", "directeur général", "69034"),
)
REFEREE = ("Nora", "Sifflet")  # reads the reports


def function_of(rng: random.Random, seniority: str, first_name: str) -> str:
    """What somebody of that rank and first name does."""
    woman, man = rng.choice(FUNCTIONS[seniority])
    return woman if first_name in WOMEN else man
