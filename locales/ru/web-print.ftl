## Реестры и записи на бумаге
web-print = Печать (PDF)
web-print-journal = Журнал
web-print-both = на казахском и русском
web-print-kk = на казахском
web-print-ru = на русском
web-print-list = Список
web-print-as-shown = как на этой странице
web-print-labels = Этикетки
web-print-sheet = А4, { $size } мм, этикеток: { $n }
web-print-roll = Рулон, { $size } мм
web-print-start = Первое свободное место
web-print-make = Сделать этикетки
web-print-extract = выписка с историей изменений
web-print-acknowledgement = лист ознакомления
web-print-all-organisations = Все организации
web-print-too-long = Записей: { $n }, а в печатный документ помещается не более { $most }. Сузьте список, например до одной организации.
web-print-void = Запись признана недействительной: акт о ней не составляется.
