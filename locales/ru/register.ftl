# Файл описания журнала учёта не принят.
register-definition-file = { $file }: { $reason }
register-definition-place = { $file }, { $place }: { $reason }
register-definition-unreadable = файл не читается: { $cause }
register-definition-malformed = файл не является описанием журнала учёта: { $cause }
register-definition-version = версия формата { $found } неизвестна; поддерживается версия { $known }
register-definition-name-differs = ключ «{ $key }» должен совпадать с именем файла без .toml
register-definition-repeated = «{ $text }» в этом журнале учёта уже занято; выберите другой ключ, название или псевдоним
register-definition-register-unknown = журнала учёта «{ $register }» нет
register-definition-field-unknown = правило ссылается на поле «{ $field }», которого в журнале учёта нет
register-definition-rule-kinds = правило не подходит к видам полей: сравниваются две даты или два момента времени, предмет задаётся текстом, а его вид выбирается из списка
register-definition-misplaced = настройка { $setting } не относится к полю этого вида
register-definition-lacks = не хватает настройки: { $setting }
register-definition-too-many = их не может быть больше { $most }
register-definition-pattern = шаблон не является регулярным выражением: { $cause }
register-definition-example = пример «{ $example }» не соответствует своему шаблону
register-definition-range = значение min больше значения max
register-definition-wordless = текст пуст на одном из трёх языков
register-definition-not-personal = поле содержит персональные данные, поэтому журналу учёта нужна настройка personal = true
register-definition-no-holder = ни в одном файле нет traits = "{ $kind }"; такой журнал учёта должен быть один
register-definition-two-holders = traits = "{ $kind }" уже указано в файле { $other }; такой журнал учёта может быть только один
register-definition-span = «{ $text }» — не срок; пишите 30 days, 6 months, 2 years
register-definition-numbering = вид номеров «{ $text }» неверен; пишите, например, «{"{"}year{"}"}-{"{"}number:4{"}"}», год отдельно от номера
register-definition-term-unknown = в каталоге нет параметра «{ $parameter }», который был бы сроком
register-definition-unknown = в этом журнале нет состояния, акта или значения «{ $text }»
register-definition-unsuited = это не подходит к полю «{ $field }»: проверьте вид поля и порядок вычисляемых полей
register-definition-would-lose = В описании журнала «{ $register }» нет места для значений поля «{ $field }», которые есть в записях (записей: { $records }). Ничего не изменено. Верните поле (или значение списка) либо сначала очистите его в этих записях.
register-definition-gone = В журнале «{ $register }» есть записи (записей: { $records }), но нет его описания: записей никто бы не увидел. Ничего не изменено. Верните файл описания.

# Файл не принят целиком.
register-file-too-large = Размер файла в байтах — { $bytes }, за одну загрузку принимается не более { $most }. Разделите файл на части.
register-file-not-text = Файл не является текстом в кодировке { $encoding }. Сохраните таблицу как CSV (UTF-8) и повторите загрузку.
register-file-empty = В файле нет ни одной строки, даже заголовка.
register-file-quote-open = Кавычка, открывающая ячейку в строке { $line }, не закрыта. Ничего не загружено.
register-file-other-than-named = По имени это файл { $named }, а по содержимому — { $found }. Исправьте расширение или выберите другой файл. Ничего не загружено.
register-file-no-spreadsheet = В файле нет электронной таблицы. Принимаются файлы CSV, XLSX, ODS и XLS. Ничего не загружено.
register-file-protected = Файл защищён паролем. Снимите пароль в исходной программе и загрузите файл снова.
register-file-broken = Файл { $format } повреждён: { $cause }. Откройте его в исходной программе, сохраните заново и повторите загрузку. Ничего не загружено.
register-file-too-many-entries = Файл — архив, в котором частей: { $n }; допускается не более { $most }. Ничего не загружено.
register-file-unpacked = После распаковки часть файла «{ $entry }» занимает больше { $megabytes } МиБ. Разделите таблицу на части или сохраните её как CSV. Ничего не загружено.
register-file-no-sheet = В файле нет листа «{ $sheet }». Листы файла: { $known }.
register-file-merged = Ячейки { $range } объединены. Под заголовком объединённых ячеек быть не должно: отмените объединение, заполните каждую ячейку и загрузите файл снова. Ничего не загружено.
register-file-too-many-rows = Строк на листе больше { $most }. Разделите таблицу на части. Ничего не загружено.
register-file-too-many-columns = Ячейка { $cell } находится правее столбца { $most }. Удалите то, что попало туда по ошибке. Ничего не загружено.
register-file-too-many-cells = Таблица слишком велика: допускается не более { $most } ячеек и { $megabytes } МиБ текста. Разделите её на несколько файлов. Ничего не загружено.
register-header-unknown = В журнале учёта «{ $register }» нет столбца «{ $column }». Столбцы журнала: { $known }. Ничего не загружено.
register-header-missing = В файле нет обязательного столбца «{ $column }» журнала учёта «{ $register }». Ничего не загружено.
register-header-no-organisation = Не указано, к какой организации относятся строки журнала учёта «{ $register }»: добавьте столбец «организация» или укажите организацию в команде.
register-header-repeated = Столбцы «{ $other }» и «{ $column }» — это один и тот же столбец. Оставьте один из них. Ничего не загружено.

# Что не так в строке.
register-row-date-wrong = это не дата; пишите 2026-11-22 или 22.11.2026
register-row-time-wrong = это не дата со временем; пишите 2026-11-22 09:05 или 22.11.2026 09:05
register-row-too-long = текст длиннее { $most } знаков
register-row-form-wrong = значение записано не в том виде, который здесь ожидается; пример: { $example }
register-row-number-wrong = это не число
register-row-number-not-whole = требуется целое число
register-row-number-too-small = число меньше { $min }
register-row-number-too-great = число больше { $max }
register-row-flag-wrong = требуется «да» или «нет»
register-row-choice-unknown = такого значения нет; допустимые значения: { $choices }
register-row-key-wrong = ключ — это печатный текст длиной не более 200 знаков
register-row-number-of-key-too-great = номер в этом ключе слишком велик: после него в реестре не останется номеров
register-row-file-wrong = файл указывается своей контрольной суммой SHA-256 — 64 шестнадцатеричными цифрами
register-row-file-unknown = у организации нет такого файла; сначала загрузите сам файл
register-row-key-repeated = этот ключ уже есть в строке { $line } файла
register-row-identifier-wrong = идентификатор состоит из строчных латинских букв, цифр и знаков «.», «_», «-» и начинается с буквы или цифры
register-row-identifier-taken = идентификатор принадлежит другой организации; выберите другой
register-row-required = поле обязательно для заполнения
register-row-too-many-columns = в строке { $found ->
    [one] { $found } ячейка
    [few] { $found } ячейки
   *[many] { $found } ячеек
}, а в заголовке — { $wanted }
register-row-too-few-columns = в строке { $found ->
    [one] { $found } ячейка
    [few] { $found } ячейки
   *[many] { $found } ячеек
}, а в заголовке — { $wanted }
register-row-organisation-unknown = такой организации нет либо на неё не распространяются ваши права
register-row-organisation-differs = в строке указана не та организация, что в команде
register-row-person-unknown = в организации нет работника с таким табельным номером; сначала внесите работника
register-row-object-unknown = в организации нет объекта информатизации с таким идентификатором; сначала внесите объект
register-row-record-unknown = в журнале учёта «{ $register }» нет записи с таким ключом; сначала внесите её
register-row-value-taken = это значение уже указано в записи «{ $key }»
register-row-value-repeated = это значение уже есть в строке { $line } файла
register-row-before = это раньше, чем { $earlier }
register-row-subject-not-organisation = здесь указывается идентификатор самой организации
register-row-not-apt = у этой записи такого поля нет: его исключает другое поле
register-row-state-moves = запись в состоянии «{ $state }»; состояние меняется переходом, а не загрузкой и не формой
register-row-state-begins = новая запись начинается с состояния «{ $state }»; дальше состояние меняется переходом
register-row-state-not-theirs = запись в состоянии «{ $state }» может перенести тот, кому разрешён переход в это состояние
register-row-locked = запись в состоянии «{ $state }», в котором её значения уже не меняются
register-row-money-wrong = в сумме в тенге не больше двух цифр после запятой
register-row-engine = это поле заполняет только Talap; уберите столбец или оставьте значение таким, какое стоит в записи
register-row-network-wrong = это не адрес и не сеть; пишите 10.2.0.17 или 10.2.0.0/16
register-row-network-host = это адрес внутри сети; сама сеть — { $network }
register-row-certificate-wrong = это не сертификат X.509 в формате PEM (BEGIN CERTIFICATE … END CERTIFICATE)
register-row-cell-error = в ячейке ошибка электронной таблицы; исправьте формулу или впишите значение
register-row-formula-uncomputed = формула не вычислена; откройте файл в исходной программе, пересчитайте и сохраните его

# Запрос отклонён.
register-unknown = Журнала учёта «{ $register }» нет.
register-organisation-unknown = Организации «{ $organisation }» нет.
register-no-record = В журнале учёта «{ $register }» нет действующей записи «{ $key }» организации «{ $organisation }».
register-field-unknown = В журнале учёта «{ $register }» нет поля «{ $field }».
register-void-no-reason = Укажите причину, по которой запись признаётся недействительной.
register-record-changed = Запись «{ $key }» журнала учёта «{ $register }» организации «{ $organisation }» тем временем изменена другим лицом и имеет версию { $version }. Ничего не сохранено; просмотрите запись заново и повторите попытку.
register-refused = Запись не сохранена. Поле «{ $field }», значение «{ $value }»: { $reason }.
register-refused-unsaid = Запись не сохранена.
register-record-unfit = В записи { $record } журнала учёта «{ $register }» нет допустимого значения в поле «{ $field }». Исправьте запись.
register-changes-waiting = Записи сохранены, но реестр событий ещё не принял изменения; они будут отправлены повторно. Причина: { $reason }
register-transition-unknown = Перехода «{ $transition }» нет.
register-transition-state = «{ $transition }» для записи «{ $key }» невозможно: она в состоянии «{ $state }».
register-transition-roles = Это действие доступно ролям: { $roles }.
register-transition-lacks = В записи «{ $key }» не заполнено поле «{ $field }». Заполните его и повторите.
register-transition-unsigned = Требуется электронная цифровая подпись.
register-transition-signature = Электронная цифровая подпись не принята: { $reason }
register-either = { $one } или { $other }
register-nobody = никто
register-group-structure = Организации и объекты
register-group-documents = Документы
register-group-security = Информационная безопасность
register-group-people = Работники
register-group-assets = Активы
register-group-software = Программное обеспечение
register-group-lifecycle = Жизненный цикл объектов
register-group-networks = Сети
register-group-premises = Серверные помещения
register-group-operation = Эксплуатация
register-group-internet = Интернет
register-group-procurement = Закупки и договоры
register-group-other = Прочие журналы
register-undo-no-import = В журнале учёта «{ $register }» нет загрузки { $import }.
register-undo-already = Загрузка { $import } уже отменена. Ничего не изменено.
register-undo-changed-since = Загрузку отменить нельзя: после неё изменены записи { $records }{ $more ->
    [0] {"."}
   *[other] {" "}и ещё { $more }.
} Ничего не отменено.
register-undo-taken = Загрузку отменить нельзя: прежнее значение поля «{ $field }» записи «{ $key }» теперь указано в записи «{ $holder }». Ничего не изменено.

# Событие реестра не подтверждает изменение.
register-commitment-other-change = Событие относится к другому изменению: отличается «{ $attribute }».
register-commitment-other-fields = В событии и в изменении указаны разные поля: «{ $field }».
register-commitment-forgotten = Значение поля «{ $field }» удалено, поэтому проверить его по реестру событий нельзя.
register-commitment-differs = Значение поля «{ $field }» не то, которое подтверждено событием реестра.
