# Бумаги, которые ведёт канцелярия: журналы, списки, акты, выписки, этикетки, листы ознакомления.

report-office-page = стр.
report-office-made = Составлено
report-office-organisation-name = наименование организации
report-office-number = №{ "\u00A0" }п/п
report-office-no-entries = Записей нет.
report-office-seal = М.П. (при наличии)
report-office-code = QR-код: { $address }
report-office-look = Журнал в электронном виде
report-office-look-record = Запись в электронном виде

report-office-began = Начат
report-office-ended = Окончен
report-office-index = Индекс по номенклатуре дел
report-office-volume = Том №
report-office-kept-for = Срок хранения
report-office-keeper = Ответственный за ведение журнала
report-office-checked-by = Проверил
report-office-position-name = должность, фамилия, имя, отчество (при наличии)
report-office-clauses = Единые требования, утверждённые постановлением Правительства Республики Казахстан от 20 декабря 2016 года №{ "\u00A0" }832: { $clauses }
report-office-clause-points = { $n ->
    [1] пункт { $points }
   *[other] пункты { $points }
}
report-office-clause-subpoints = { $n ->
    [1] подпункт { $subpoints } пункта { $point }
   *[other] подпункты { $subpoints } пункта { $point }
}
report-office-year = { $year } год
report-office-from-to = с { $from } по { $to }
report-office-since = с { $from }
report-office-until = по { $to } (включительно)
report-office-restriction = Отметка об ограничении доступа (при наличии)
report-office-copy = Журнал ведётся в электронном виде, это его копия на бумаге.
report-office-closing = В журнале пронумеровано страниц: { $pages }, записей: { $entries }, из них недействительных: { $void }.
report-office-range = Номера записей: с { $first } по { $last }
report-office-gaps = Номера, под которыми записей нет: { $numbers }
report-office-sewn = Прошнуровано, пронумеровано и скреплено печатью (при наличии) листов
report-office-figures = цифрами
report-office-in-words = прописью
report-office-counted = Записей: { $entries }
report-office-void = Признана недействительной: { $reason }
report-office-void-bare = Признана недействительной

report-office-numbered = № { $number }
report-office-day = { $day } { $month } { $year } года
report-office-blank-day = «____» ______________ 20___ года
report-office-approve = УТВЕРЖДАЮ
report-office-signature-name = подпись, инициалы, фамилия
report-office-copies = Акт составлен в _____ экз.
report-office-month-1 = января
report-office-month-2 = февраля
report-office-month-3 = марта
report-office-month-4 = апреля
report-office-month-5 = мая
report-office-month-6 = июня
report-office-month-7 = июля
report-office-month-8 = августа
report-office-month-9 = сентября
report-office-month-10 = октября
report-office-month-11 = ноября
report-office-month-12 = декабря

report-office-extract = Выписка из журнала
report-office-history = История изменений
report-office-when = Когда
report-office-what = Действие
report-office-who = Кто
report-office-changed = Изменённые значения
report-office-event = №{ "\u00A0" }события
report-office-event-waits = ожидает
report-office-given-by = Выписку выдал

report-office-acknowledgement = Лист ознакомления
report-office-acquainted = С документом ознакомлен(а):
report-office-full-name-head = Фамилия, имя, отчество (при наличии)
report-office-position-head = Должность
report-office-acquainted-on = Дата ознакомления
report-office-signature-head = Подпись
