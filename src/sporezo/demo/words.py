"""Names that read French and are nobody's, and what such people do for a living."""

FIRST_NAMES = (
    "Adèle Agathe Alban Alice Amélie Anaïs André Antoine Apolline Armelle Arnaud Aurélie Axelle Baptiste Basile Béatrice "
    "Benoît Bérénice Blaise Camille Capucine Carole Cécile Céline Charles Clara Claire Clémence Corentin Damien Daphné "
    "Delphine Denis Diane Edgar Éléonore Éloi Émile Émilie Estelle Étienne Fabien Fanny Florent Florence Francis "
    "Gabriel Gaspard Gauthier Geneviève Grégoire Guilhem Hadrien Hector Honorine Hugo Irène Isaure Ismaël Jeanne Jérôme "
    "Joachim Joséphine Judith Justine Kenza Laure Laurent Léonie Lila Loïc Louise Lucas Ludivine Maëlle Malik Manon "
    "Marceau Margaux Martin Mathilde Maxime Mehdi Mélanie Nadia Naïma Nathan Nicolas Noémie Octave Odile Olivier Oriane "
    "Pascal Paul Pauline Perrine Quentin Rachid Raphaël Renaud Rémi Rosalie Samir Sandrine Sarah Sébastien Simon Solène "
    "Sonia Stéphane Suzanne Tanguy Thaïs Théo Thibault Tristan Valentine Victor Violette Yanis Yasmine Yves Zoé"
).split()
LAST_NAMES = (
    "Abellan Ardoin Aubrac Auvray Barjon Bastien Baudry Béal Bellanger Berthaud Billoux Bléry Boissard Bonnefoy Bourdin "
    "Brémond Brissaud Cabrol Cassagne Cazeneuve Chabrier Chastang Chavanne Clavel Combelles Corbier Coudray Courtade Dabrin "
    "Darnaud Delmas Delorme Descours Desvigne Doriac Dubreuil Dumoulin Durieu Escande Estève Fabrègue Falgas Favreau Ferrand "
    "Fontanel Fourcade Fressinet Gaillac Galibert Garancher Gasquet Gerland Giraudet Gontard Grandval Guérande Guichard "
    "Hauterive Hautmont Issartel Jallade Jourdan Juvigny Kerbrat Labrousse Lachenal Laforge Lagarde Lamothe Lantier Larivière "
    "Lassalle Laurac Lavigne Lescot Loubet Louvain Maréchal Marsac Massard Mathevon Maurel Mazerat Méjean Mérindol Mirabel "
    "Monteil Montagnac Mourgues Nadal Navarre Nérac Nogaret Orsel Paillard Parisot Pélissier Pérouse Peyrac Pontier Pradel "
    "Quéré Rambaud Ravier Reboul Rebuffat Rivoire Rochas Roussillon Sabatier Saillans Sauvage Savoye Ségur Sérigny Servan "
    "Solignac Tavernier Teyssier Thévenet Tourmel Trévoux Valadier Valserine Vasseur Verdier Vernay Vialle Vignal Villard Yvert"
).split()
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
FUNCTIONS = {
    "expert": ("ingénieure conseil", "juriste", "analyste", "architecte"),
    "manager": ("responsable des ventes", "responsable de production", "cheffe de produit", "responsable des achats"),
    "director": ("directrice financière", "directeur des opérations", "directrice des ressources humaines"),
    "executive": ("directrice générale adjointe", "directeur général", "présidente"),
    "founder": ("fondatrice", "cofondateur"),
    "independent": ("consultante indépendante", "coach", "traductrice"),
}
STOCK = (
    "Sa fille entre en prépa, il court le soir pour s'aérer",
    "Refait sa cuisine, cherche un artisan patient",
    "Prépare les 20 km de la Saintélyon en relais",
    "A changé d'équipe en septembre, plus de voyages",
    "Fan de bouchons lyonnais, connaît le patron de la rue Mercière",
    "Monte un fonds pour les ateliers de tissage",
    "Revient du Portugal, parle d'y ouvrir un bureau",
    "Cherche un alternant pour la rentrée",
    "S'est mise au padel, redoute la vitre",
    "Écrit un livre sur les canuts, le soir",
)
FAVOURS = (
    "relecture d'un dossier de financement",
    "mise en relation avec un imprimeur",
    "conseil sur un bail commercial",
    "une heure sur un plan de trésorerie",
)
# Alix first: the cast of the doors, then whom they are.
CAST = (
    ("Alix", "Morel", "logistics", "director", "directrice des opérations", "69386"),
    ("Bruno", "Keller", "energy", "manager", "responsable grands comptes", "69383"),
    ("Chloé", "Lambertin", "health", "founder", "fondatrice", "69387"),
    ("Driss", "Benhaddou", "digital", "director", "directeur technique", "69266"),
    ("Élodie", "Vasselin", "banking", "manager", "responsable du crédit", "69382"),
    ("Farid", "Mansouri", "industry", "executive", "directeur d'usine", "69266"),
    ("Gaël", "Huet", "consulting", "independent", "consultant indépendant", "69384"),
    ("Hélène", "Lombard", "law", "director", "avocate associée", "69386"),
    ("Inès", "Jourdan", "culture", "manager", "éditrice", "69381"),
    ("Jules", "Ferrandi", "building", "founder", "cofondateur", "69389"),
    ("Karim", "Oualid", "retail", "manager", "directeur de réseau", "69388"),
    ("Léa", "Marchetti", "education", "director", "directrice des études", "69385"),
    ("Marc", "Delaunoy", "public", "executive", "directeur général", "69034"),
)
