"""The words by which a paragraph of a joint statement is known: what it is about, and what kind it is.

They were read off the texts of the record's own decisions and its list of terms; the test of this package
measures how well they find again what editors chose. A word is found where a word of the paragraph begins
with it, whatever Arabic writes joined before it and however hamza, ta marbuta and marks are written: محتجز
finds وبالمحتجزين. A phrase is found with whatever is joined before its first word and after its last.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from talks.search import Term, words


@dataclass(frozen=True)
class Keyword:
    """A word or a phrase, as an editor would write it."""

    text: str

    @property
    def term(self) -> Term:
        """Give it as what is looked for in a text."""
        return Term((" ".join(words(self.text)),))


@dataclass(frozen=True)
class Keywords:
    """What tells that a paragraph is about a topic.

    `own` words are of the topic alone. `general` ones stand in paragraphs about anything: they count only
    where no topic has a word of its own.
    """

    own: tuple[Keyword, ...]
    general: tuple[Keyword, ...] = ()


def keywords(*texts: str) -> tuple[Keyword, ...]:
    """Give words and phrases as keywords."""
    return tuple(map(Keyword, texts))


# By the id of the topic; English before Arabic.
OF_TOPICS: Mapping[str, Keywords] = {
    "ceasefire": Keywords(
        own=keywords(
            *("ceasefire", "cease-fire", "cessation of hostilities", "halt to hostilities", "stop fighting"),
            *("monitor the truce", "observe the truce", "oversight of the truce", "provocation"),
            *("وقف إطلاق النار", "لإطلاق النار", "وقف القتال", "وقف الأعمال القتالية"),
            *("مراقبة الهدنة", "سير الهدنة", "التزام الهدنة", "استفزاز", "الاستفزاز"),
        ),
        general=keywords(
            *("truce", "hostilities", "violations", "heavy weapons", "monitoring mechanism"),
            *("هدنة", "خروق", "الأعمال القتالية", "السلاح الثقيل", "آلية للمراقبة", "عن استخدام أي"),
        ),
    ),
    "de-escalation-zones": Keywords(
        own=keywords(
            *("de-escalation", "security zone", "maps of the zones", "joint working group", "four zones"),
            *("خفض التصعيد", "تخفيف التصعيد", "خفض التوتر", "تخفيف التوتر", "أحزمة أمنية", "الأحزمة الأمنية"),
            *("خرائط المناطق", "مجموعة العمل المشتركة", "مجموعة عمل مشتركة", "المناطق الأربع"),
        ),
        general=keywords(
            *(
                "the zones",
                "observation post",
                "coordination centre",
                "coordination center",
                "Eastern Ghouta",
                "Daraa",
                "Quneitra",
                "Homs",
                "military police",
            ),
            *(
                "المناطق",
                "نقاط مراقبة",
                "نقاط المراقبة",
                "مركز التنسيق",
                "الغوطة الشرقية",
                "درعا",
                "القنيطرة",
                "حمص",
                "الشرطة العسكرية",
            ),
        ),
    ),
    "idlib": Keywords(
        own=keywords(
            *("Idlib", "demilitarised zone", "demilitarized zone", "monitoring forces"),
            *("إدلب", "منزوعة السلاح", "المنزوعة السلاح", "قوات المراقبة"),
        ),
    ),
    "constitutional-committee": Keywords(
        own=keywords(
            *("constitutional committee", "constitutional commission", "constitutional reform"),
            "the committee",
            *("اللجنة الدستورية", "لجنة دستورية", "لجنة مناقشة الدستور", "إصلاح دستوري", "للجنة"),
            *("صلاحيات اللجنة", "عقد اللجنة", "تشكيل اللجنة", "اللجنة أعمالها"),
        ),
    ),
    "detainees": Keywords(
        own=keywords(
            *("detainee", "abductee", "abducted", "prisoner", "missing persons", "the missing"),
            *("exchange of bodies", "hand over bodies", "identification of bodies", "hostage"),
            *("محتجز", "معتقل", "مختطف", "مخطوف", "أسير", "أسرى", "مفقود", "جثامين", "جثث", "رهائن"),
        ),
        general=keywords("Red Cross", "الصليب الأحمر", "بناء الثقة", "confidence building"),
    ),
    "humanitarian-access": Keywords(
        own=keywords(
            *("humanitarian access", "humanitarian aid", "humanitarian assistance", "unhindered"),
            *("aid access", "aid convoy", "relief", "medical help", "medical evacuation"),
            *("increase its assistance", "assistance to Syria"),
            *("المساعدات الإنسانية", "مساعدات إنسانية", "المساعدة الإنسانية", "مساعدة إنسانية"),
            *("دون عوائق", "عون طبي", "إغاثة", "إغاثية", "قوافل", "إجلاء طبي", "مساعداته"),
        ),
        general=keywords(
            "aid", "assistance", "humanitarian", "المساعدات", "مساعدات", "إنسانية", "للاحتياجات"
        ),
    ),
    "mine-action": Keywords(
        own=keywords(
            *("demining", "mine clearance", "clearing mines", "clearance of mines", "mine action", "UNESCO"),
            *("إزالة الألغام", "نزع الألغام", "ألغام", "اليونسكو"),
        ),
    ),
    "counter-terrorism": Keywords(
        own=keywords(
            *("terrorism", "terrorist", "Islamic State", "ISIL", "ISIS", "DAESH", "Nusra", "al-Qaeda"),
            *("إرهاب", "إرهابية", "إرهابيين", "الدولة الإسلامية", "داعش", "النصرة", "القاعدة"),
        ),
    ),
    "territorial-integrity": Keywords(
        own=keywords(
            *("sovereignty", "territorial integrity", "separatist", "separatism"),
            *("سيادة", "سلامة أراضي", "وحدة أراضيها", "انفصالية", "انفصالي"),
        ),
        general=keywords("unity", "independence", "وحدة سوريا", "استقلال سوريا"),
    ),
    "refugee-return": Keywords(
        own=keywords(
            *("return of refugees", "refugee", "displaced", "voluntary return"),
            *("عودة اللاجئين", "لاجئ", "نازح", "مهجر", "العودة الطوعية", "عودة طوعية"),
        ),
    ),
    "reconstruction": Keywords(
        own=keywords(
            *("reconstruction", "rebuilding", "infrastructure"),
            *("إعادة الإعمار", "إعادة إعمار", "البنى التحتية", "البنية التحتية"),
        ),
    ),
    "national-dialogue": Keywords(
        own=keywords(
            *("national dialogue", "Syrian congress", "congress in Sochi", "the congress"),
            *("الحوار الوطني", "للحوار الوطني", "مؤتمر سوتشي", "المؤتمر", "للمؤتمر", "مؤتمر في سوتشي"),
        ),
    ),
    "geneva-process": Keywords(
        own=keywords(
            *("Geneva process", "Geneva talks", "political process", "political settlement"),
            *("political solution", "military solution", "baskets", "elections", "UN-led talks"),
            *("مسار جنيف", "محادثات جنيف", "عملية سياسية", "العملية السياسية", "حل سياسي", "الحل السياسي"),
            *("حل عسكري", "السلال", "سلتي", "السلة", "الانتخابات", "انتخابات"),
        ),
        general=keywords(
            *("Geneva", "2254", "UN talks", "constitution", "UN experts"),
            *("جنيف", "2254", "محادثات الأمم المتحدة", "الدستور", "خبراء الأمم المتحدة"),
        ),
    ),
    "chemical-weapons": Keywords(
        own=keywords(
            *("chemical", "OPCW"),
            *("كيميائية", "كيماوية", "كيميائي"),
        ),
    ),
    "process": Keywords(
        own=keywords(
            *("next round", "next meeting", "next summit", "next session", "next high-level meeting"),
            *("meet again", "expert meeting", "Astana platform", "Astana format", "meet next", "reconvene"),
            *("الجولة التالية", "الجولة القادمة", "الجولة المقبلة", "الاجتماع التالي", "الاجتماع القادم"),
            *("الاجتماع المقبل", "القمة التالية", "اجتماعهم التالي", "الجلسة التالية", "الاجتماع مجددا"),
            *("اجتماع خبراء", "صيغة أستانا", "مسار أستانا", "منصة أستانا", "يجتمعوا تاليا"),
        ),
        general=keywords("Astana", "invitation", "peace talks", "أستانا", "بدعوة", "محادثات سلام"),
    ),
}

# By the kind of a decision, in the order in which they are tried: the first whose word is found is proposed.
OF_KINDS: Mapping[str, tuple[Keyword, ...]] = {
    "scheduling": keywords(
        *("next round", "next meeting", "next summit", "next session", "next high-level"),
        *("next consultations", "next international meeting", "set for", "fixed for", "announced for"),
        *("reconvene", "meet again", "meet next", "agreed to meet"),
        *("الجولة التالية", "الجولة القادمة", "الجولة المقبلة", "جولة أستانا التالية", "الاجتماع التالي"),
        *("الاجتماع القادم", "الاجتماع المقبل", "الاجتماع الدولي القادم", "القمة التالية", "اجتماعهم التالي"),
        *("الجلسة التالية", "المشاورات التالية", "الاجتماع مجددا", "على الاجتماع في", "يجتمعوا تاليا"),
    ),
    "mechanism": keywords(
        *("mechanism to", "working group of", "joint group", "set up a", "created a joint", "posts"),
        *("coordination centre", "coordination center", "monitoring forces of", "patrol", "exchange lists"),
        *(
            "الآلية",
            "آلية ثلاثية",
            "آلية مشتركة",
            "آلية لمراقبة",
            "آلية للمراقبة",
            "مجموعة مشتركة",
            "مركزا مشتركا",
            "مركز التنسيق",
            "نقاط مراقبة",
            "نقطة مراقبة",
            "دوريات",
        ),
        *("مجموعة عمل تضم", "مجموعة عمل مشتركة", "لتبادل القوائم"),
    ),
    "appeal": keywords(
        *(
            "called on",
            "called upon",
            "call on",
            "call upon",
            "called for",
            "repeated its call",
            "urged",
            "urges",
        ),
        *("asked", "demand", "appeal"),
        *("دعا", "دعت", "دعوا", "دعوته", "دعي", "دعيت", "ندعو", "تدعو", "حث", "حثت", "حثوا", "ناشد", "طالب"),
        *("طلب", "طلبت", "طلبوا"),
    ),
    "commitment": keywords(
        *("commitment", "pledge", "undertook", "undertake", "resolve to", "resolve that", "determination"),
        *("intention", "reaffirmed", "decided to", "agreed to continue", "to keep", "went on", "continue"),
        *("readiness", "willing to", "ready for", "support the", "would"),
        *("التزام", "التزامه", "تعهد", "عزم", "عزمه", "تمسك", "تمسكه", "ستتخذ", "ستتصدى", "تصميم", "إصرار"),
        *("مواصلة", "استعداد", "جددت", "جددوا", "قرروا", "قررت", "دعمت", "ضرورة تهيئة"),
    ),
    "agreement": keywords(
        *("agreed", "memorandum", "adopted", "approved", "signed", "announced", "document"),
        *("اتفق", "وافق", "مذكرة", "اعتمد", "أقرت", "أقروا", "وقع", "أعلن", "اتفاق"),
    ),
    "acknowledgement": keywords(
        *("welcomed", "noted", "took note", "stressed", "emphasised", "emphasized", "underlined"),
        *("expressed", "condemned", "said that"),
        *("رحب", "أخذ علما", "أخذوا علما", "سجل", "شدد", "أعرب", "أشاد", "أكد", "أدان"),
    ),
}

# What is shown and not proposed to be kept: what opens a statement, gives thanks, or stands beneath it.
OPENINGS = keywords(
    *("guided by", "recalling", "proceeding from", "having met", "having reviewed the progress"),
    *("انطلاقا من", "إذ يشيرون", "إذ يستذكرون", "استنادا إلى"),
)
THANKS = keywords(
    *("gratitude", "thank", "grateful", "appreciation", "hospitality"),
    *("امتنان", "امتنانه", "شكر", "شكره", "تقديره", "حسن الضيافة"),
)
SIGNATURES = keywords(
    *("done at", "done in", "signed by", "for the Islamic Republic of", "for the Russian Federation"),
    *(
        "for the Republic of",
        "حرر في",
        "صدر في",
        "عن الجمهورية",
        "عن جمهورية",
        "عن الاتحاد الروسي",
        "التوقيع",
    ),
)
