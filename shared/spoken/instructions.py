"""What only a listener needs: French, French made easy, English, Spanish, Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.spoken.phrase import Phrase

INSTRUCTIONS: Final[Mapping[str, Mapping[Phrase, str]]] = {
    "fr": {
        Phrase.LANGUAGE: "Français.",
        Phrase.VOICE_ON: "La lecture à voix haute est en marche.",
        Phrase.VOICE_OFF: "La lecture à voix haute est arrêtée.",
        Phrase.KEYS: (
            "Sur le pavé numérique : les touches 1 à 9 choisissent, 0 répète, Entrée valide, "
            "plus passe la question, moins revient en arrière, étoile arrête la voix, point "
            "ouvre les réglages, barre oblique les langues."
        ),
        Phrase.START: "Appuyez sur Entrée pour commencer.",
        Phrase.QUESTION_NUMBER: "Question {number}.",
        Phrase.CHOOSE_ONE: "Appuyez sur le chiffre de votre réponse, puis sur Entrée.",
        Phrase.CHOOSE_MANY: (
            "Vous pouvez choisir plusieurs réponses. Appuyez sur le chiffre d'une réponse pour "
            "la choisir, et encore une fois pour l'enlever. Puis appuyez sur Entrée."
        ),
        Phrase.COMMENT: (
            "Cette question est facultative. Pour écrire, il faut un clavier ; s'il n'y en a "
            "pas, passez avec la touche plus."
        ),
        Phrase.CHOSEN: "C'est choisi.",
        Phrase.REMOVED: "C'est enlevé.",
        Phrase.NO_SUCH_CHOICE: "Cette touche ne correspond à aucune réponse.",
        Phrase.ANSWERED: "Vous avez répondu.",
        Phrase.ANSWERS_UNSPOKEN: (
            "Vos réponses ne sont pas dites à voix haute, sauf si vous le demandez."
        ),
        Phrase.REVIEW: (
            "Appuyez sur Entrée pour envoyer vos réponses, ou sur moins pour revenir en "
            "arrière. Un chiffre dit la réponse à une question ; deux fois le même chiffre "
            "permet de la changer."
        ),
        Phrase.YES_OR_NO: "Appuyez sur 1 pour oui, sur 2 pour non.",
        Phrase.MORE: "Pour d'autres choix, appuyez sur 9.",
        Phrase.LANGUAGE_UNSPOKEN: "Cette langue n'est pas lue à voix haute ici.",
    },
    "fr-x-falc": {
        Phrase.LANGUAGE: "Français facile.",
        Phrase.VOICE_ON: "La voix est en marche.",
        Phrase.VOICE_OFF: "La voix est arrêtée.",
        Phrase.KEYS: (
            "Utilisez les touches. 1 à 9 : choisir une réponse. 0 : écouter encore. Entrée : "
            "continuer. Plus : passer la question. Moins : revenir en arrière. Étoile : "
            "arrêter la voix. Point : les réglages. Barre : les langues."
        ),
        Phrase.START: "Appuyez sur Entrée pour commencer.",
        Phrase.QUESTION_NUMBER: "Question {number}.",
        Phrase.CHOOSE_ONE: "Appuyez sur le chiffre de votre réponse. Puis appuyez sur Entrée.",
        Phrase.CHOOSE_MANY: (
            "Vous pouvez choisir plusieurs réponses. Appuyez sur un chiffre pour choisir. "
            "Appuyez encore sur ce chiffre pour enlever. À la fin, appuyez sur Entrée."
        ),
        Phrase.COMMENT: (
            "Vous n'êtes pas obligé d'écrire. Pour écrire, il faut un clavier. Sinon, appuyez "
            "sur la touche plus."
        ),
        Phrase.CHOSEN: "C'est choisi.",
        Phrase.REMOVED: "C'est enlevé.",
        Phrase.NO_SUCH_CHOICE: "Il n'y a pas de réponse pour cette touche.",
        Phrase.ANSWERED: "Vous avez répondu.",
        Phrase.ANSWERS_UNSPOKEN: (
            "La voix ne dit pas vos réponses. Elle les dit seulement si vous le demandez."
        ),
        Phrase.REVIEW: (
            "Appuyez sur Entrée pour envoyer vos réponses. Appuyez sur moins pour revenir en "
            "arrière. Appuyez sur un chiffre pour écouter une réponse. Appuyez encore sur ce "
            "chiffre pour la changer."
        ),
        Phrase.YES_OR_NO: "1 : oui. 2 : non.",
        Phrase.MORE: "Pour d'autres choix, appuyez sur 9.",
        Phrase.LANGUAGE_UNSPOKEN: "La voix ne parle pas cette langue ici.",
    },
    "en": {
        Phrase.LANGUAGE: "English.",
        Phrase.VOICE_ON: "Reading aloud is on.",
        Phrase.VOICE_OFF: "Reading aloud is off.",
        Phrase.KEYS: (
            "On the number pad: keys 1 to 9 choose, 0 repeats, Enter goes on, plus skips the "
            "question, minus goes back, star stops the voice, point opens the settings, slash "
            "the languages."
        ),
        Phrase.START: "Press Enter to start.",
        Phrase.QUESTION_NUMBER: "Question {number}.",
        Phrase.CHOOSE_ONE: "Press the number of your answer, then Enter.",
        Phrase.CHOOSE_MANY: (
            "You can choose several answers. Press the number of an answer to choose it, and "
            "press it again to remove it. Then press Enter."
        ),
        Phrase.COMMENT: (
            "This question is optional. Writing takes a keyboard; if there is none, skip with "
            "the plus key."
        ),
        Phrase.CHOSEN: "Chosen.",
        Phrase.REMOVED: "Removed.",
        Phrase.NO_SUCH_CHOICE: "No answer has this key.",
        Phrase.ANSWERED: "You have answered.",
        Phrase.ANSWERS_UNSPOKEN: "Your answers are not spoken aloud unless you ask for it.",
        Phrase.REVIEW: (
            "Press Enter to send your answers, or minus to go back. A digit says the answer to "
            "a question; the same digit again lets you change it."
        ),
        Phrase.YES_OR_NO: "Press 1 for yes, 2 for no.",
        Phrase.MORE: "For other choices, press 9.",
        Phrase.LANGUAGE_UNSPOKEN: "This language is not read aloud here.",
    },
    "es": {
        Phrase.LANGUAGE: "Español.",
        Phrase.VOICE_ON: "La lectura en voz alta está activada.",
        Phrase.VOICE_OFF: "La lectura en voz alta está desactivada.",
        Phrase.KEYS: (
            "En el teclado numérico: las teclas del 1 al 9 eligen, 0 repite, Intro continúa, "
            "más salta la pregunta, menos vuelve atrás, asterisco detiene la voz, punto abre "
            "los ajustes, barra los idiomas."
        ),
        Phrase.START: "Pulse Intro para empezar.",
        Phrase.QUESTION_NUMBER: "Pregunta {number}.",
        Phrase.CHOOSE_ONE: "Pulse el número de su respuesta y después Intro.",
        Phrase.CHOOSE_MANY: (
            "Puede elegir varias respuestas. Pulse el número de una respuesta para elegirla, y "
            "otra vez para quitarla. Después pulse Intro."
        ),
        Phrase.COMMENT: (
            "Esta pregunta es opcional. Para escribir hace falta un teclado; si no lo hay, "
            "sáltela con la tecla más."
        ),
        Phrase.CHOSEN: "Elegida.",
        Phrase.REMOVED: "Quitada.",
        Phrase.NO_SUCH_CHOICE: "Ninguna respuesta tiene esta tecla.",
        Phrase.ANSWERED: "Ha respondido.",
        Phrase.ANSWERS_UNSPOKEN: "Sus respuestas no se dicen en voz alta, salvo si usted lo pide.",
        Phrase.REVIEW: (
            "Pulse Intro para enviar sus respuestas, o menos para volver atrás. Un número dice "
            "la respuesta a una pregunta; el mismo número otra vez permite cambiarla."
        ),
        Phrase.YES_OR_NO: "Pulse 1 para sí, 2 para no.",
        Phrase.MORE: "Para otras opciones, pulse 9.",
        Phrase.LANGUAGE_UNSPOKEN: "Este idioma no se lee en voz alta aquí.",
    },
    "ar": {
        Phrase.LANGUAGE: "العربية.",
        Phrase.VOICE_ON: "القراءة بصوت عالٍ مفعّلة.",
        Phrase.VOICE_OFF: "القراءة بصوت عالٍ متوقفة.",
        Phrase.KEYS: (
            "على لوحة الأرقام: المفاتيح من 1 إلى 9 للاختيار، و0 للإعادة، ومفتاح الإدخال "
            "للمتابعة، وزائد لتخطي السؤال، وناقص للرجوع، والنجمة لإيقاف الصوت، والنقطة "
            "للإعدادات، والشرطة المائلة للغات."
        ),
        Phrase.START: "اضغط على مفتاح الإدخال للبدء.",
        Phrase.QUESTION_NUMBER: "السؤال {number}.",
        Phrase.CHOOSE_ONE: "اضغط على رقم إجابتك، ثم على مفتاح الإدخال.",
        Phrase.CHOOSE_MANY: (
            "يمكنك اختيار عدة إجابات. اضغط على رقم الإجابة لاختيارها، ومرة أخرى لإزالتها. ثم "
            "اضغط على مفتاح الإدخال."
        ),
        Phrase.COMMENT: (
            "هذا السؤال اختياري. تحتاج الكتابة إلى لوحة مفاتيح؛ إن لم توجد، تخطَّ السؤال بمفتاح زائد."
        ),
        Phrase.CHOSEN: "تم الاختيار.",
        Phrase.REMOVED: "تمت الإزالة.",
        Phrase.NO_SUCH_CHOICE: "لا توجد إجابة لهذا المفتاح.",
        Phrase.ANSWERED: "لقد أجبت.",
        Phrase.ANSWERS_UNSPOKEN: "لا تُقرأ إجاباتك بصوت عالٍ إلا إذا طلبت ذلك.",
        Phrase.REVIEW: (
            "اضغط على مفتاح الإدخال لإرسال إجاباتك، أو على ناقص للرجوع. يقرأ الرقم إجابة سؤال؛ "
            "وإذا ضغطت الرقم نفسه مرة أخرى يمكنك تغييرها."
        ),
        Phrase.YES_OR_NO: "اضغط على 1 لنعم، وعلى 2 للا.",
        Phrase.MORE: "لخيارات أخرى، اضغط على 9.",
        Phrase.LANGUAGE_UNSPOKEN: "هذه اللغة لا تُقرأ بصوت عالٍ هنا.",
    },
}
