# Документы, с которыми знакомят работников, и подтверждение ознакомления.
web-acknowledgements = Ознакомление с документами
web-acknowledgements-lead = Передайте документ или инструкцию работникам на ознакомление и смотрите, кто ознакомлен, а кто нет.
web-acknowledge-register = Журнал ознакомления
web-acknowledge-given = Переданы на ознакомление
web-acknowledge-none = Ни один документ ещё не передан на ознакомление.
web-acknowledge-what = Документ или инструкция
web-acknowledge-edition = Редакция от
web-acknowledge-given-to = Передан
web-acknowledge-read = Ознакомлены
web-acknowledge-waiting = Не ознакомлены
web-acknowledge-late = Просрочили
web-acknowledge-who-has = Ознакомлены
web-acknowledge-who-has-not = Не ознакомлены
web-acknowledge-all-have = Все, кому передан документ, ознакомлены.
web-acknowledge-nobody-has = Никто ещё не ознакомлен.
web-acknowledge-person = Работник
web-acknowledge-by = Ознакомиться до
web-acknowledge-left = Срок
web-acknowledge-on = Дата ознакомления
web-acknowledge-manner = Способ ознакомления
web-acknowledge-give = Передать на ознакомление
web-acknowledge-document = Документ
web-acknowledge-no-list = Инструкция, которой нет в перечне
web-acknowledge-instruction = Наименование инструкции
web-acknowledge-what-hint = Выберите документ из перечня либо укажите наименование инструкции, которой в нём нет.
web-acknowledge-whom = Кому
web-acknowledge-everybody = Всем работникам
web-acknowledge-of-unit = Подразделению
web-acknowledge-some = Отдельным работникам
web-acknowledge-unit = Подразделение
web-acknowledge-people = Работники
web-acknowledge-language = Язык ознакомления
web-acknowledge-kk = Казахский
web-acknowledge-ru = Русский
web-acknowledge-both = На двух языках
web-acknowledge-give-do = Передать на ознакомление
web-acknowledge-one-of-both = Выберите документ из перечня или укажите наименование инструкции — что-то одно.
web-acknowledge-no-document = Такого документа у организации нет.
web-acknowledge-nobody = Никто не выбран: выберите подразделение, в котором есть работники, отдельных работников или всех.
web-acknowledge-all-have-it = Всем выбранным работникам эта редакция уже передана.
web-told-given = Документ передан на ознакомление.
web-told-read = Ваше ознакомление записано.
web-own-acknowledgements = Моё ознакомление с документами
web-own-acknowledgements-lead = Документы, с которыми вам нужно ознакомиться. Нажимая кнопку, вы от своего имени подтверждаете, что ознакомлены с документом.
web-own-acknowledgements-waiting = Ожидают ознакомления
web-own-acknowledgements-nothing = Документов, ожидающих вашего ознакомления, нет.
web-own-acknowledgements-no-file = Файла этого документа в Talap нет; обратитесь к тому, кто передал его на ознакомление.
web-own-acknowledgements-open-kk = Открыть на казахском
web-own-acknowledgements-open-ru = Открыть на русском
web-own-acknowledgements-do = Ознакомлен(а)
web-own-acknowledgements-read = Ознакомлен(а)
web-own-acknowledgements-unknown = Ваша учётная запись не указана ни у одного работника, поэтому показать нечего. Учётную запись вносит в журнал «Работники» кадровая служба или ответственный за ИБ.
web-own-acknowledgements-wait = { $n } { $n ->
    [one] документ ожидает
    [few] документа ожидают
   *[many] документов ожидают
} вашего ознакомления
