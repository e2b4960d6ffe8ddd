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
            "plus passe la question, moins revient en arrière, étoile arrête la voix."
        ),
        Phrase.START: "Appuyez sur Entrée pour commencer.",
        Phrase.QUESTION_NUMBER: "Question {number}.",
        Phrase.CHOOSE_ONE: "Appuyez sur le chiffre de votre réponse, puis sur Entrée.",
        Phrase.CHOOSE_MANY: (
            "Vous pouvez choisir plusieurs réponses. Appuyez sur le chiffre d'une réponse pour "
            "la choisir, et encore une fois pour l'enlever. Puis appuyez sur Entrée."
        ),
        Phrase.COMMENT: "Vous pouvez écrire quelques mots, ou passer avec la touche plus.",
        Phrase.CHOSEN: "C'est choisi.",
        Phrase.REMOVED: "C'est enlevé.",
        Phrase.NO_SUCH_CHOICE: "Cette touche ne correspond à aucune réponse.",
        Phrase.ANSWERED: "Vous avez répondu.",
        Phrase.ANSWERS_UNSPOKEN: (
            "Vos réponses ne sont pas dites à voix haute, sauf si vous le demandez."
        ),
        Phrase.REVIEW: (
            "Appuyez sur Entrée pour envoyer vos réponses, ou sur moins pour revenir en arrière."
        ),
        Phrase.YES_OR_NO: "Appuyez sur 1 pour oui, sur 2 pour non.",
    },
    "fr-x-falc": {
        Phrase.LANGUAGE: "Français facile.",
        Phrase.VOICE_ON: "La voix est en marche.",
        Phrase.VOICE_OFF: "La voix est arrêtée.",
        Phrase.KEYS: (
            "Utilisez les touches. 1 à 9 : choisir une réponse. 0 : écouter encore. Entrée : "
            "continuer. Plus : passer la question. Moins : revenir en arrière. Étoile : arrêter "
            "la voix."
        ),
        Phrase.START: "Appuyez sur Entrée pour commencer.",
        Phrase.QUESTION_NUMBER: "Question {number}.",
        Phrase.CHOOSE_ONE: "Appuyez sur le chiffre de votre réponse. Puis appuyez sur Entrée.",
        Phrase.CHOOSE_MANY: (
            "Vous pouvez choisir plusieurs réponses. Appuyez sur un chiffre pour choisir. "
            "Appuyez encore sur ce chiffre pour enlever. À la fin, appuyez sur Entrée."
        ),
        Phrase.COMMENT: (
            "Vous pouvez écrire quelques mots. Vous pouvez aussi passer avec la touche plus."
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
            "arrière."
        ),
        Phrase.YES_OR_NO: "1 : oui. 2 : non.",
    },
    "en": {
        Phrase.LANGUAGE: "English.",
        Phrase.VOICE_ON: "Reading aloud is on.",
        Phrase.VOICE_OFF: "Reading aloud is off.",
        Phrase.KEYS: (
            "On the number pad: keys 1 to 9 choose, 0 repeats, Enter goes on, plus skips the "
            "question, minus goes back, star stops the voice."
        ),
        Phrase.START: "Press Enter to start.",
        Phrase.QUESTION_NUMBER: "Question {number}.",
        Phrase.CHOOSE_ONE: "Press the number of your answer, then Enter.",
        Phrase.CHOOSE_MANY: (
            "You can choose several answers. Press the number of an answer to choose it, and "
            "press it again to remove it. Then press Enter."
        ),
        Phrase.COMMENT: "You can write a few words, or skip with the plus key.",
        Phrase.CHOSEN: "Chosen.",
        Phrase.REMOVED: "Removed.",
        Phrase.NO_SUCH_CHOICE: "No answer has this key.",
        Phrase.ANSWERED: "You have answered.",
        Phrase.ANSWERS_UNSPOKEN: "Your answers are not spoken aloud unless you ask for it.",
        Phrase.REVIEW: "Press Enter to send your answers, or minus to go back.",
        Phrase.YES_OR_NO: "Press 1 for yes, 2 for no.",
    },
    "es": {
        Phrase.LANGUAGE: "Español.",
        Phrase.VOICE_ON: "La lectura en voz alta está activada.",
        Phrase.VOICE_OFF: "La lectura en voz alta está desactivada.",
        Phrase.KEYS: (
            "En el teclado numérico: las teclas del 1 al 9 eligen, 0 repite, Intro continúa, más "
            "salta la pregunta, menos vuelve atrás, asterisco detiene la voz."
        ),
        Phrase.START: "Pulse Intro para empezar.",
        Phrase.QUESTION_NUMBER: "Pregunta {number}.",
        Phrase.CHOOSE_ONE: "Pulse el número de su respuesta y después Intro.",
        Phrase.CHOOSE_MANY: (
            "Puede elegir varias respuestas. Pulse el número de una respuesta para elegirla, y "
            "otra vez para quitarla. Después pulse Intro."
        ),
        Phrase.COMMENT: "Puede escribir unas palabras, o saltar con la tecla más.",
        Phrase.CHOSEN: "Elegida.",
        Phrase.REMOVED: "Quitada.",
        Phrase.NO_SUCH_CHOICE: "Ninguna respuesta tiene esta tecla.",
        Phrase.ANSWERED: "Ha respondido.",
        Phrase.ANSWERS_UNSPOKEN: "Sus respuestas no se dicen en voz alta, salvo si usted lo pide.",
        Phrase.REVIEW: "Pulse Intro para enviar sus respuestas, o menos para volver atrás.",
        Phrase.YES_OR_NO: "Pulse 1 para sí, 2 para no.",
    },
    "ar": {
        Phrase.LANGUAGE: "العربية.",
        Phrase.VOICE_ON: "القراءة بصوت عالٍ مفعّلة.",
        Phrase.VOICE_OFF: "القراءة بصوت عالٍ متوقفة.",
        Phrase.KEYS: (
            "على لوحة الأرقام: المفاتيح من 1 إلى 9 للاختيار، و0 للإعادة، ومفتاح الإدخال "
            "للمتابعة، وزائد لتخطي السؤال، وناقص للرجوع، والنجمة لإيقاف الصوت."
        ),
        Phrase.START: "اضغط على مفتاح الإدخال للبدء.",
        Phrase.QUESTION_NUMBER: "السؤال {number}.",
        Phrase.CHOOSE_ONE: "اضغط على رقم إجابتك، ثم على مفتاح الإدخال.",
        Phrase.CHOOSE_MANY: (
            "يمكنك اختيار عدة إجابات. اضغط على رقم الإجابة لاختيارها، ومرة أخرى لإزالتها. ثم "
            "اضغط على مفتاح الإدخال."
        ),
        Phrase.COMMENT: "يمكنك كتابة بضع كلمات، أو التخطي بمفتاح زائد.",
        Phrase.CHOSEN: "تم الاختيار.",
        Phrase.REMOVED: "تمت الإزالة.",
        Phrase.NO_SUCH_CHOICE: "لا توجد إجابة لهذا المفتاح.",
        Phrase.ANSWERED: "لقد أجبت.",
        Phrase.ANSWERS_UNSPOKEN: "لا تُقرأ إجاباتك بصوت عالٍ إلا إذا طلبت ذلك.",
        Phrase.REVIEW: "اضغط على مفتاح الإدخال لإرسال إجاباتك، أو على ناقص للرجوع.",
        Phrase.YES_OR_NO: "اضغط على 1 لنعم، وعلى 2 للا.",
    },
}
