## Страница журналов
web-registers-find = Найти журнал
web-registers-find-less = Журнала с таким названием, описанием или пунктом нет. Уберите часть слов.
web-registers-all = Показать все журналы
web-registers-number =
    { $n ->
        [one] { $n } журнал
        [few] { $n } журнала
       *[many] { $n } журналов
    }

## Движение записи
web-told-moved = Состояние изменено.
web-told-restored = Запись снова действительна.
web-record-copy = Скопировать в новую
web-record-copied = Значения взяты из записи «{ $name }». Пока ничего не сохранено.
web-course-again = Сеанс завершился, и ничего не было сделано. Выберите действие ещё раз.
web-course-locked = Запись в состоянии «{ $name }»: её значения больше не изменяются.
web-course-ways = Доступные действия
web-course-signature = Файл электронной цифровой подписи
web-course-paper = Документ этого шага:
web-course-lacking = Сначала заполните: { $name }.
web-course-fill = Заполнить
web-course-days = Сроки
web-course-day-what = Что подлежит исполнению
web-course-day = Срок
web-course-day-clause = Пункт
web-course-day-who = Кому напоминается

## Состояние на прошлый день
web-then-day = По состоянию на конец дня
web-then-record = Запись показана по состоянию на конец дня { $name }. Изменить здесь ничего нельзя.
web-then-register = Журнал показан по состоянию на конец дня { $name }. Изменить здесь ничего нельзя.
web-then-back = Вернуться к текущему состоянию
web-then-empty = На этот день в журнале не было записей.

## Несколько записей сразу
web-move-all = Выбрать все записи на странице
web-move-choose = Выбрать запись { $name }
web-move-what = С выбранными записями
web-move-see = Посмотреть, что изменится
web-move-unsaid = Укажите, что сделать с записями.
web-move-nothing = Выберите хотя бы одну запись.
web-move-too-many = Выбрано записей: { $n }, а за один раз изменяется не более { $most }. Выберите меньше.
web-move-lead = Записи перейдут в состояние «{ $name }». Пока ничего не изменено.
web-move-record = Запись
web-move-state = Состояние
web-move-outcome = Что произойдёт
web-move-do =
    { $n ->
        [one] Выполнить для { $n } записи
       *[other] Выполнить для { $n } записей
    }

## API
web-api-key-wrong = В заголовке Idempotency-Key указывается один текст длиной от 1 до 200 видимых знаков ASCII, в кавычках или без них.
web-api-key-other = С этим ключом Idempotency-Key уже отправлен другой запрос. Для нового запроса нужен новый ключ.
web-api-key-underway = Первый запрос с этим ключом Idempotency-Key ещё выполняется, либо неизвестно, чем он завершился. Прежде чем брать новый ключ, проверьте записи.
web-api-unnumbered = Журнал «{ $register }» не присваивает номера: укажите ключ записи и используйте PUT.
web-api-after-alone = Параметр after листает весь список по организации и ключу: вместе с ним не указываются q, sort, dir и page.
