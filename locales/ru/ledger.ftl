# Реестр событий: диск, ключи, открытие, запись, проверка.

ledger-disk-full = На диске не осталось места для { $path }: { $cause }. Освободите место и запустите Talap снова; все подтверждённые события сохранены.
ledger-disk-read-only = { $path } находится в файловой системе, доступной только для чтения: { $cause }. Подключите её с правом записи и запустите Talap снова.
ledger-disk-permission = Операционная система не даёт Talap доступа к { $path }: { $cause }. Проверьте владельца и права доступа.
ledger-disk-not-found = { $path } отсутствует: { $cause }.
ledger-disk-read = Не удаётся прочитать { $path }: { $cause }.
ledger-disk-write = Не удаётся записать { $path }: { $cause }.

ledger-key-malformed = { $place } не содержит ключа реестра событий.
ledger-key-exposed = Закрытый ключ { $path } доступен другим пользователям этого компьютера. Оставьте доступ только владельцу (права 0600) и оцените, не раскрыт ли ключ.
ledger-key-name = «{ $name }» не может быть именем ключа: имя не бывает пустым и не содержит пробелов, переводов строки и знаков «плюс».

ledger-in-use = Реестр событий в { $path } уже занят другим работающим процессом. Остановите этот процесс или выполните команду через него.
ledger-damaged = Реестр событий повреждён: { $path }, байт { $offset }: { $cause }. Ничего не изменено. Выполните talap ledger verify, чтобы увидеть все расхождения, и восстановите папку из резервной копии.
ledger-other-key = { $path } подписан другим ключом или для реестра событий с другим именем. Проверьте файл ключа и имя реестра в конфигурации.
ledger-event-too-large = Размер события ({ $size } байт) больше допустимого для реестра событий ({ $limit } байт). Событие не записано.
ledger-failed = После ошибки записи реестр событий ничего не принимает. { $cause } Устраните причину и запустите Talap снова.
ledger-closed = Реестр событий уже закрыт.

ledger-none-here = В { $path } нет реестра событий.

ledger-problem = { $path }: { $reason }.
ledger-problem-at-byte = { $path }, байт { $offset }: { $reason }.
ledger-problem-at-line = { $path }, строка { $line }: { $reason }.
ledger-problem-at-events = { $path }, события с { $first } по { $last }: { $reason }.

ledger-problem-missing = файл отсутствует
ledger-problem-stray = файл не относится к реестру событий
ledger-problem-not-empty = файл должен быть пустым
ledger-problem-unreadable = файл не читается ({ $cause })
ledger-problem-too-large = файл больше { $limit } байт, а файлы большего размера не читаются
ledger-problem-not-a-checkpoint = здесь нет подписанной контрольной точки
ledger-problem-other-key = контрольная точка подписана другим ключом или для реестра событий с другим именем
ledger-problem-signature = подпись не соответствует контрольной точке
ledger-problem-not-the-last = контрольная точка не является последней в истории
ledger-problem-shrinks = контрольная точка не продолжает предыдущую
ledger-problem-history-end = история не заканчивается контрольной точкой
ledger-problem-history-cut = контрольные точки, предшествующие этой, удалены или изменены
ledger-problem-root = у дерева из { $size ->
    [one] { $size } пакета
    [few] { $size } пакетов
    [many] { $size } пакетов
   *[other] { $size } пакета
  } не тот корень, который был подписан
ledger-problem-leaves-missing = не хватает листьев дерева: есть { $found } из { $expected }
ledger-problem-leaves-stray = есть листья, не относящиеся ни к одному пакету
ledger-problem-manifest = перечень файлов не совпадает с подписанным
ledger-problem-manifest-line = такой строки Talap не записывает
ledger-problem-manifest-line-wrong = строка не соответствует содержимому файла, который она описывает
ledger-problem-size = размер файла — { $found } байт, а записано было { $expected }
ledger-problem-content = содержимое изменено после записи
ledger-problem-batch = пакет событий { $batch } не совпадает с подписанным
ledger-problem-batch-twice = пакет событий { $batch } встречается дважды
ledger-problem-batches-missing = отсутствуют пакеты событий с { $first } по { $last }
ledger-problem-count = подписанному соответствует событий: { $found } из { $expected }
ledger-problem-log = журнал упреждающей записи повреждён ({ $cause })
ledger-problem-rolled-back = пакет событий { $batch } перенесён в файл после более поздней контрольной точки, которой больше нет: на её место помещена более ранняя
ledger-problem-expired-early = события удалены до окончания срока хранения
ledger-problem-expired-twice = удалённые по сроку пакеты всё ещё на месте
ledger-problem-no-archive = старые файлы лежат в архивном хранилище и не прочитаны: укажите его в конфигурации (ledger.archive.url) или параметром --archive
ledger-problem-archive-unreachable = архивное хранилище не читается, и о файлах в нём ничего не известно ({ $cause })

ledger-archive-address = «{ $text }» — не адрес архивного хранилища. Укажите file:///папка или s3://бакет/префикс.
ledger-archive-incomplete = Архиву в бакете не хватает { $what }: задайте переменную окружения или впишите значение в файл, указанный в ledger.archive.credentials.
ledger-archive-none = Старые файлы лежат в архивном хранилище, а в конфигурации оно не указано (ledger.archive.url).
ledger-archive-unreachable = Архивное хранилище { $place } недоступно: { $cause }. События, которые находятся в оперативном доступе, читаются; более старые — когда хранилище снова станет доступно.
ledger-archive-other-ledger = В архивном хранилище { $place } лежат файлы другого реестра событий ({ $origin }). Укажите в конфигурации другое место.
ledger-archive-missing = В архивном хранилище нет файла { $path }. Восстановите его там из копии.
ledger-archive-other = В архивном хранилище уже есть { $path } с другим содержимым. Ничего не заменено; выясните, кто его туда поместил.
ledger-archive-locked = Архивное хранилище не позволяет удалить { $path }: { $cause }. Попытка будет повторена.

ledger-tend-changed = { $path } — не то, что было подписано. Файл оставлен как есть; что именно отличается, покажет talap ledger verify.
ledger-tend-unreadable = Файл { $path } не читается ({ $cause }). Он оставлен как есть; запустите talap ledger verify.
ledger-tend-untold = События с истёкшим сроком хранения остаются, так как их удаление не удалось записать: { $cause }
ledger-tend-clock = Часы показывают { $now }, хотя подписано уже { $seen }. Пока часы не исправлены, ничего не архивируется и не удаляется.
ledger-tend-cut-off = Работа с запечатанными файлами прервана; она будет выполнена заново.
ledger-second-store = Второе хранилище недоступно для записи, поэтому события конфиденциальных объектов не принимаются; остальные принимаются. { $cause }
