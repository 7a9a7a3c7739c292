"""Closed lists about people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ADULT = _("I am 18 or older")
ADULTS_ONLY = _("Sporezo is for adults: tick the box if you are one.")
AGREES = _("I agree to the house rules: I come when I said so, I sell nothing, and my profile serves the matching")
NOT_WITHOUT = _("Without your agreement we may not keep your profile.")


class Sector(TextChoices):
    """Where someone works, coarse enough to be shown before a first game."""

    AGRIFOOD = "agrifood", _("Food and farming")
    BANKING = "banking", _("Banking and insurance")
    BUILDING = "building", _("Building and real estate")
    CONSULTING = "consulting", _("Consulting and audit")
    CULTURE = "culture", _("Culture and media")
    DIGITAL = "digital", _("Digital")
    EDUCATION = "education", _("Education and research")
    ENERGY = "energy", _("Energy and environment")
    HEALTH = "health", _("Health")
    INDUSTRY = "industry", _("Industry")
    LAW = "law", _("Law")
    LOGISTICS = "logistics", _("Transport and logistics")
    PUBLIC = "public", _("Public service")
    RETAIL = "retail", _("Retail and luxury")
    TOURISM = "tourism", _("Hospitality and tourism")
    OTHER = "other", _("Another sector")


class Seniority(TextChoices):
    """How far along, never shown as a rank."""

    EXPERT = "expert", _("Expert")
    MANAGER = "manager", _("Manager")
    DIRECTOR = "director", _("Director")
    EXECUTIVE = "executive", _("Executive committee")
    FOUNDER = "founder", _("Founder")
    INDEPENDENT = "independent", _("Independent")


class SpokenLanguage(TextChoices):
    """Languages one is happy to play in."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")
    GERMAN = "de", _("German")
    SPANISH = "es", _("Spanish")
    ITALIAN = "it", _("Italian")
    PORTUGUESE = "pt", _("Portuguese")
    DUTCH = "nl", _("Dutch")
    ARABIC = "ar", _("Arabic")
    CHINESE = "zh", _("Chinese")


class Gender(TextChoices):
    """Asked only when joining a women-only session, never before."""

    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Neither")


class Topic(TextChoices):
    """What members give and are curious about: the two sides of a complementary game."""

    HIRING = "hiring", _("hiring")
    FINANCE = "finance", _("raising and managing money")
    SALES = "sales", _("selling")
    MARKETING = "marketing", _("marketing and brand")
    EXPORT = "export", _("exporting")
    STRATEGY = "strategy", _("strategy")
    PRODUCT = "product", _("product and design")
    DATA = "data", _("data and artificial intelligence")
    SOFTWARE = "software", _("software")
    SECURITY = "security", _("cybersecurity")
    LOGISTICS = "logistics", _("logistics")
    MANUFACTURING = "manufacturing", _("manufacturing")
    ENERGY = "energy", _("energy and climate")
    HEALTH = "health", _("health")
    LAW = "law", _("law and contracts")
    PROPERTY = "property", _("real estate")
    PUBLIC_AFFAIRS = "public-affairs", _("public affairs")
    MEDIA = "media", _("press and speaking in public")
    TEACHING = "teaching", _("teaching and mentoring")
    FOUNDING = "founding", _("starting a company")
    TAKEOVER = "takeover", _("buying or handing over a company")
    BOARD = "board", _("boards and governance")
    ABROAD = "abroad", _("living abroad")
    BALANCE = "balance", _("work and the rest of life")
