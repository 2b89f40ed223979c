## Календарь сроков
web-nav-calendar = Календарь сроков
web-calendar = Календарь сроков
web-calendar-lead = Что и к какому дню нужно сделать: сроки вычисляются по датам в журналах учёта.
web-calendar-subscribe = Добавить в свой календарь
web-calendar-register = Журнал учёта
web-calendar-person = Ответственный
web-calendar-person-hint = Табельный номер ответственного: укажите свой, чтобы видеть только свои сроки. Адрес такой страницы можно сохранить в закладках.
web-calendar-months = Месяцы
web-calendar-month = { $month ->
        [1] Январь
        [2] Февраль
        [3] Март
        [4] Апрель
        [5] Май
        [6] Июнь
        [7] Июль
        [8] Август
        [9] Сентябрь
        [10] Октябрь
        [11] Ноябрь
       *[other] Декабрь
    } { $year } года
web-calendar-weekday = { $n ->
        [1] понедельник
        [2] вторник
        [3] среда
        [4] четверг
        [5] пятница
        [6] суббота
       *[other] воскресенье
    }
web-calendar-weekday-short = { $n ->
        [1] пн
        [2] вт
        [3] ср
        [4] чт
        [5] пт
        [6] сб
       *[other] вс
    }
web-calendar-previous = Предыдущий месяц
web-calendar-next = Следующий месяц
web-calendar-present = Текущий месяц
web-calendar-list = Списком
web-calendar-late = просрочено
web-calendar-more = { $date }: ещё { $n }
web-calendar-earlier = Просрочено до этого месяца: { $n }. Перейти к самому раннему
web-calendar-cut = Сроков в этом месяце: { $total }; показаны первые { $n }. Уточните условия.
web-calendar-not-reviewed = Праздничные и выходные дни { $year } года не сверены с официальным календарём: день Курбан-айта и перенесённые выходные могут быть не отмечены.
web-calendar-made-up = выходной (праздник «{ $holiday }» совпал с выходным днём)
web-calendar-rest-moved = выходной (перенесён с { $date })
web-calendar-worked = рабочий день (выходной перенесён на { $date })
web-calendar-do-by = выходной день; последний рабочий день перед ним — { $date }
web-calendar-clause = Единые требования, пункт { $clause }
web-calendar-clause-named = Единые требования, пункт { $name }
web-calendar-none = В этом месяце сроков нет
web-calendar-none-do = Сроки берутся из дат в журналах: пересмотр документа, окончание договора, срок действия свидетельства и другие. Заполните журналы.
web-calendar-none-narrowed = Сроков, отвечающих выбранным условиям, нет.
web-calendar-show-all = Показать все сроки
web-calendar-feed = Talap: сроки
web-calendar-feed-more = Ещё { $n } в календаре Talap
web-calendar-feed-summary = { $label }: { $what } ({ $title })
web-told-calendar = Ссылка на календарь удалена.
web-own-calendar = Ссылка на календарь
web-own-calendar-hint = По этой ссылке программа-календарь (Outlook, Thunderbird, телефон) показывает сроки, доступные вам. Больше она ничего не открывает. Сроки увидит каждый, кто знает ссылку, поэтому никому её не передавайте.
web-own-calendar-once = Ссылка показана только сейчас, Talap её не хранит. Добавьте её в программу-календарь как подписку из Интернета.
web-own-calendar-since = Создана
web-own-calendar-make = Создать ссылку
web-own-calendar-renew = Создать новую ссылку
web-own-calendar-renew-sure = Создать новую ссылку? Прежняя сразу перестанет действовать.
web-own-calendar-end = Удалить ссылку
web-own-calendar-end-sure = Удалить ссылку? Подписанные на неё календари перестанут обновляться.
calendar-file-wrong = Файл рабочих дней { $file }, { $place }: { $reason }
