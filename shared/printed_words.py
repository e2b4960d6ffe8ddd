"""What posters and paper forms say beside the survey's own texts, by language.

French is the source. The other languages wait for a native speaker's reading, like the survey's.
"""

from __future__ import annotations

from typing import Final

FALLBACK: Final = "fr"

_LINES: Final = {
    "fr": "Donnez votre avis sur votre visite : scannez le code. C’est anonyme.",
    "fr-x-falc": "Dites si votre visite s’est bien passée. Personne ne saura que c’est vous.",
    "en": "Tell us about your visit: scan the code. It is anonymous.",
    "ar": "أخبرنا برأيك في زيارتك: امسح الرمز. دون ذكر اسمك.",
    "es": "Dé su opinión sobre su visita: escanee el código. Es anónimo.",
    "pt": "Dê a sua opinião sobre a visita: leia o código. É anónimo.",
    "tr": "Ziyaretinizle ilgili görüşünüzü bildirin: kodu okutun. İsim alınmaz.",
    "ro": "Spuneți-vă părerea despre vizită: scanați codul. Este anonim.",
    "ru": "Расскажите о своём визите: отсканируйте код. Это анонимно.",
    "uk": "Розкажіть про свій візит: відскануйте код. Це анонімно.",
    "zh": "请扫码评价本次来访，全程匿名。",
}


def poster_line(tag: str) -> str:
    """The invitation in a language; empty in one that has none."""
    return _LINES.get(tag) or _LINES.get(tag.partition("-")[0], "")


Words = dict[str, str]

_PAPER: Final[dict[str, Words]] = {
    "fr": {
        "anonymous": "Anonyme : n’écrivez ni votre nom, ni un numéro. Pliez la feuille et glissez-la dans l’urne.",
        "one": "Cochez une seule case.",
        "many": "Vous pouvez cocher plusieurs cases.",
        "required": "réponse demandée",
        "only_if": "Seulement si vous avez coché {answers} à la question {number}.",
    },
    "fr-x-falc": {
        "anonymous": "N’écrivez pas votre nom. Personne ne saura que c’est vous. Pliez la feuille et mettez-la dans la boîte.",
        "one": "Cochez une seule case.",
        "many": "Vous pouvez cocher plusieurs cases.",
        "required": "il faut répondre",
        "only_if": "Répondez seulement si vous avez coché {answers} à la question {number}.",
    },
    "en": {
        "anonymous": "Anonymous: write neither your name nor any number. Fold the sheet and put it into the box.",
        "one": "Tick one box only.",
        "many": "You may tick several boxes.",
        "required": "answer needed",
        "only_if": "Only if you ticked {answers} in question {number}.",
    },
    "ar": {
        "anonymous": "دون ذكر الاسم: لا تكتب اسمك ولا أي رقم. اطوِ الورقة وضعها في الصندوق.",
        "one": "ضع علامة في خانة واحدة فقط.",
        "many": "يمكنك وضع علامة في عدة خانات.",
        "required": "الإجابة مطلوبة",
        "only_if": "فقط إذا اخترت {answers} في السؤال {number}.",
    },
    "es": {
        "anonymous": "Anónimo: no escriba su nombre ni ningún número. Doble la hoja y métala en la urna.",
        "one": "Marque una sola casilla.",
        "many": "Puede marcar varias casillas.",
        "required": "respuesta necesaria",
        "only_if": "Solo si ha marcado {answers} en la pregunta {number}.",
    },
    "pt": {
        "anonymous": "Anónimo: não escreva o seu nome nem nenhum número. Dobre a folha e ponha-a na urna.",
        "one": "Assinale uma só casa.",
        "many": "Pode assinalar várias casas.",
        "required": "resposta necessária",
        "only_if": "Só se assinalou {answers} na pergunta {number}.",
    },
    "tr": {
        "anonymous": "İsimsiz: adınızı veya herhangi bir numara yazmayın. Kâğıdı katlayıp kutuya atın.",
        "one": "Yalnızca bir kutuyu işaretleyin.",
        "many": "Birden fazla kutuyu işaretleyebilirsiniz.",
        "required": "cevap gerekli",
        "only_if": "Yalnızca {number}. soruda {answers} seçeneğini işaretlediyseniz.",
    },
    "ro": {
        "anonymous": "Anonim: nu scrieți numele și niciun număr. Îndoiți foaia și puneți-o în urnă.",
        "one": "Bifați o singură căsuță.",
        "many": "Puteți bifa mai multe căsuțe.",
        "required": "răspuns necesar",
        "only_if": "Numai dacă ați bifat {answers} la întrebarea {number}.",
    },
    "ru": {
        "anonymous": "Анонимно: не пишите ни имени, ни номеров. Сложите лист и опустите его в ящик.",
        "one": "Отметьте только один вариант.",
        "many": "Можно отметить несколько вариантов.",
        "required": "нужен ответ",
        "only_if": "Только если в вопросе {number} вы отметили {answers}.",
    },
    "uk": {
        "anonymous": "Анонімно: не пишіть ні імені, ні номерів. Складіть аркуш і опустіть його в скриньку.",
        "one": "Позначте лише один варіант.",
        "many": "Можна позначити кілька варіантів.",
        "required": "потрібна відповідь",
        "only_if": "Лише якщо в питанні {number} ви позначили {answers}.",
    },
    "zh": {
        "anonymous": "匿名填写：请不要写姓名或任何号码。填好后请对折，投入箱中。",
        "one": "请只选一项。",
        "many": "可以选择多项。",
        "required": "必答",
        "only_if": "仅当您在第 {number} 题选择了 {answers} 时回答。",
    },
}  # fmt: skip


def paper_words(tag: str) -> tuple[Words, str]:
    """What a paper form says in a language, and the language it really says it in."""
    for each in (tag, tag.partition("-")[0]):
        if each in _PAPER:
            return _PAPER[each], each
    return _PAPER[FALLBACK], FALLBACK
