"""What only a listener needs, in the other languages of the default survey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.spoken.phrase import Phrase

MORE_INSTRUCTIONS: Final[Mapping[str, Mapping[Phrase, str]]] = {
    "pt": {
        Phrase.LANGUAGE: "Português.",
        Phrase.VOICE_ON: "A leitura em voz alta está ligada.",
        Phrase.VOICE_OFF: "A leitura em voz alta está desligada.",
        Phrase.KEYS: (
            "No teclado numérico: as teclas 1 a 9 escolhem, 0 repete, Enter continua, mais "
            "salta a pergunta, menos volta atrás, asterisco para a voz, ponto abre as "
            "definições, barra os idiomas."
        ),
        Phrase.START: "Prima Enter para começar.",
        Phrase.QUESTION_NUMBER: "Pergunta {number}.",
        Phrase.CHOOSE_ONE: "Prima o número da sua resposta e depois Enter.",
        Phrase.CHOOSE_MANY: (
            "Pode escolher várias respostas. Prima o número de uma resposta para a escolher, e "
            "outra vez para a retirar. Depois prima Enter."
        ),
        Phrase.COMMENT: (
            "Esta pergunta é facultativa. Para escrever é preciso um teclado; se não houver, "
            "salte com a tecla mais."
        ),
        Phrase.CHOSEN: "Escolhida.",
        Phrase.REMOVED: "Retirada.",
        Phrase.NO_SUCH_CHOICE: "Nenhuma resposta tem esta tecla.",
        Phrase.ANSWERED: "Já respondeu.",
        Phrase.ANSWERS_UNSPOKEN: (
            "As suas respostas não são ditas em voz alta, a não ser que o peça."
        ),
        Phrase.REVIEW: (
            "Prima Enter para enviar as suas respostas, ou menos para voltar atrás. Um número "
            "diz a resposta a uma pergunta; o mesmo número outra vez permite mudá-la."
        ),
        Phrase.YES_OR_NO: "Prima 1 para sim, 2 para não.",
        Phrase.MORE: "Para outras opções, prima 9.",
        Phrase.LANGUAGE_UNSPOKEN: "Este idioma não é lido em voz alta aqui.",
    },
    "ro": {
        Phrase.LANGUAGE: "Română.",
        Phrase.VOICE_ON: "Citirea cu voce tare este pornită.",
        Phrase.VOICE_OFF: "Citirea cu voce tare este oprită.",
        Phrase.KEYS: (
            "Pe tastatura numerică: tastele de la 1 la 9 aleg, 0 repetă, Enter continuă, plus "
            "trece peste întrebare, minus merge înapoi, steluța oprește vocea, punctul "
            "deschide setările, bara limbile."
        ),
        Phrase.START: "Apăsați Enter pentru a începe.",
        Phrase.QUESTION_NUMBER: "Întrebarea {number}.",
        Phrase.CHOOSE_ONE: "Apăsați cifra răspunsului dumneavoastră, apoi Enter.",
        Phrase.CHOOSE_MANY: (
            "Puteți alege mai multe răspunsuri. Apăsați cifra unui răspuns pentru a-l alege și "
            "încă o dată pentru a-l scoate. Apoi apăsați Enter."
        ),
        Phrase.COMMENT: (
            "Această întrebare este opțională. Pentru a scrie este nevoie de o tastatură; dacă "
            "nu există, treceți mai departe cu tasta plus."
        ),
        Phrase.CHOSEN: "Ales.",
        Phrase.REMOVED: "Scos.",
        Phrase.NO_SUCH_CHOICE: "Niciun răspuns nu are această tastă.",
        Phrase.ANSWERED: "Ați răspuns.",
        Phrase.ANSWERS_UNSPOKEN: (
            "Răspunsurile dumneavoastră nu sunt spuse cu voce tare decât dacă cereți."
        ),
        Phrase.REVIEW: (
            "Apăsați Enter pentru a trimite răspunsurile sau minus pentru a merge înapoi. O "
            "cifră spune răspunsul la o întrebare; aceeași cifră încă o dată permite "
            "schimbarea lui."
        ),
        Phrase.YES_OR_NO: "Apăsați 1 pentru da, 2 pentru nu.",
        Phrase.MORE: "Pentru alte opțiuni, apăsați 9.",
        Phrase.LANGUAGE_UNSPOKEN: "Această limbă nu este citită cu voce tare aici.",
    },
    "ru": {
        Phrase.LANGUAGE: "Русский.",
        Phrase.VOICE_ON: "Чтение вслух включено.",
        Phrase.VOICE_OFF: "Чтение вслух выключено.",
        Phrase.KEYS: (
            "На цифровой клавиатуре: клавиши от 1 до 9 выбирают, 0 повторяет, ввод продолжает, "
            "плюс пропускает вопрос, минус возвращает назад, звёздочка останавливает голос, "
            "точка открывает настройки, косая черта — языки."
        ),
        Phrase.START: "Нажмите ввод, чтобы начать.",
        Phrase.QUESTION_NUMBER: "Вопрос {number}.",
        Phrase.CHOOSE_ONE: "Нажмите цифру вашего ответа, затем ввод.",
        Phrase.CHOOSE_MANY: (
            "Можно выбрать несколько ответов. Нажмите цифру ответа, чтобы выбрать его, и ещё "
            "раз, чтобы убрать. Затем нажмите ввод."
        ),
        Phrase.COMMENT: (
            "Этот вопрос необязательный. Чтобы писать, нужна клавиатура; если её нет, "
            "пропустите вопрос клавишей плюс."
        ),
        Phrase.CHOSEN: "Выбрано.",
        Phrase.REMOVED: "Убрано.",
        Phrase.NO_SUCH_CHOICE: "Для этой клавиши нет ответа.",
        Phrase.ANSWERED: "Вы ответили.",
        Phrase.ANSWERS_UNSPOKEN: (
            "Ваши ответы не произносятся вслух, если вы об этом не попросите."
        ),
        Phrase.REVIEW: (
            "Нажмите ввод, чтобы отправить ответы, или минус, чтобы вернуться назад. Цифра "
            "произносит ответ на вопрос; та же цифра ещё раз позволяет его изменить."
        ),
        Phrase.YES_OR_NO: "Нажмите 1, если да, 2, если нет.",
        Phrase.MORE: "Другие варианты — клавиша 9.",
        Phrase.LANGUAGE_UNSPOKEN: "Этот язык здесь не читается вслух.",
    },
    "tr": {
        Phrase.LANGUAGE: "Türkçe.",
        Phrase.VOICE_ON: "Sesli okuma açık.",
        Phrase.VOICE_OFF: "Sesli okuma kapalı.",
        Phrase.KEYS: (
            "Sayı tuşlarında: 1'den 9'a kadar olan tuşlar seçer, 0 tekrarlar, Enter devam "
            "eder, artı soruyu geçer, eksi geri döner, yıldız sesi durdurur, nokta ayarları, "
            "eğik çizgi dilleri açar."
        ),
        Phrase.START: "Başlamak için Enter tuşuna basın.",
        Phrase.QUESTION_NUMBER: "Soru {number}.",
        Phrase.CHOOSE_ONE: "Cevabınızın numarasına, sonra Enter tuşuna basın.",
        Phrase.CHOOSE_MANY: (
            "Birden fazla cevap seçebilirsiniz. Bir cevabı seçmek için numarasına, çıkarmak için "
            "bir kez daha basın. Sonra Enter tuşuna basın."
        ),
        Phrase.COMMENT: (
            "Bu soru isteğe bağlıdır. Yazmak için klavye gerekir; yoksa artı tuşuyla geçin."
        ),
        Phrase.CHOSEN: "Seçildi.",
        Phrase.REMOVED: "Çıkarıldı.",
        Phrase.NO_SUCH_CHOICE: "Bu tuşa ait bir cevap yok.",
        Phrase.ANSWERED: "Cevap verdiniz.",
        Phrase.ANSWERS_UNSPOKEN: "Siz istemedikçe cevaplarınız sesli söylenmez.",
        Phrase.REVIEW: (
            "Cevaplarınızı göndermek için Enter tuşuna, geri dönmek için eksi tuşuna basın. "
            "Bir rakam bir sorunun cevabını söyler; aynı rakama bir daha basarsanız cevabı "
            "değiştirebilirsiniz."
        ),
        Phrase.YES_OR_NO: "Evet için 1'e, hayır için 2'ye basın.",
        Phrase.MORE: "Diğer seçenekler için 9'a basın.",
        Phrase.LANGUAGE_UNSPOKEN: "Bu dil burada sesli okunmuyor.",
    },
    "uk": {
        Phrase.LANGUAGE: "Українська.",
        Phrase.VOICE_ON: "Читання вголос увімкнено.",
        Phrase.VOICE_OFF: "Читання вголос вимкнено.",
        Phrase.KEYS: (
            "На цифровій клавіатурі: клавіші від 1 до 9 вибирають, 0 повторює, введення "
            "продовжує, плюс пропускає запитання, мінус повертає назад, зірочка зупиняє голос, "
            "крапка відкриває налаштування, коса риска — мови."
        ),
        Phrase.START: "Натисніть введення, щоб почати.",
        Phrase.QUESTION_NUMBER: "Запитання {number}.",
        Phrase.CHOOSE_ONE: "Натисніть цифру вашої відповіді, потім введення.",
        Phrase.CHOOSE_MANY: (
            "Можна вибрати кілька відповідей. Натисніть цифру відповіді, щоб вибрати її, і ще "
            "раз, щоб прибрати. Потім натисніть введення."
        ),
        Phrase.COMMENT: (
            "Це запитання необов'язкове. Щоб писати, потрібна клавіатура; якщо її немає, "
            "пропустіть запитання клавішею плюс."
        ),
        Phrase.CHOSEN: "Вибрано.",
        Phrase.REMOVED: "Прибрано.",
        Phrase.NO_SUCH_CHOICE: "Для цієї клавіші немає відповіді.",
        Phrase.ANSWERED: "Ви відповіли.",
        Phrase.ANSWERS_UNSPOKEN: (
            "Ваші відповіді не промовляються вголос, якщо ви про це не попросите."
        ),
        Phrase.REVIEW: (
            "Натисніть введення, щоб надіслати відповіді, або мінус, щоб повернутися назад. "
            "Цифра промовляє відповідь на запитання; та сама цифра ще раз дозволяє її змінити."
        ),
        Phrase.YES_OR_NO: "Натисніть 1, якщо так, 2, якщо ні.",
        Phrase.MORE: "Інші варіанти — клавіша 9.",
        Phrase.LANGUAGE_UNSPOKEN: "Ця мова тут не читається вголос.",
    },
    "zh": {
        Phrase.LANGUAGE: "中文。",
        Phrase.VOICE_ON: "朗读已打开。",
        Phrase.VOICE_OFF: "朗读已关闭。",
        Phrase.KEYS: (
            "使用数字键盘：1到9键选择，0键重听，回车键继续，加号键跳过问题，减号键返回，"
            "星号键停止朗读，小数点键打开设置，斜杠键选择语言。"
        ),
        Phrase.START: "请按回车键开始。",
        Phrase.QUESTION_NUMBER: "问题{number}。",
        Phrase.CHOOSE_ONE: "请按您的答案的数字，然后按回车键。",
        Phrase.CHOOSE_MANY: "您可以选择多个答案。按答案的数字选择，再按一次取消。然后按回车键。",
        Phrase.COMMENT: "这个问题可以不回答。写字需要键盘；如果没有键盘，请按加号键跳过。",
        Phrase.CHOSEN: "已选择。",
        Phrase.REMOVED: "已取消。",
        Phrase.NO_SUCH_CHOICE: "这个键没有对应的答案。",
        Phrase.ANSWERED: "您已回答。",
        Phrase.ANSWERS_UNSPOKEN: "除非您要求，否则不会大声读出您的答案。",
        Phrase.REVIEW: (
            "请按回车键发送您的答案，或按减号键返回。按一个数字可听到一个问题的答案；"
            "再按一次同一数字可以更改答案。"
        ),
        Phrase.YES_OR_NO: "是请按1，否请按2。",
        Phrase.MORE: "要看其他选项，请按9。",
        Phrase.LANGUAGE_UNSPOKEN: "这里不朗读这种语言。",
    },
}
