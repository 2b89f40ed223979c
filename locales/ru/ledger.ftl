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
ledger-unreadable = Не удаётся прочитать события реестра: { $cause }

ledger-none-here = В { $path } нет реестра событий.

ledger-problem = { $path }: { $reason }.
ledger-problem-at-byte = { $path }, байт { $offset }: { $reason }.
ledger-problem-at-line = { $path }, строка { $line }: { $reason }.
ledger-problem-at-events = { $path }, события с { $first } по { $last }: { $reason }.

ledger-problem-missing = файл отсутствует
ledger-problem-stray = файл не относится к реестру событий
ledger-problem-not-empty = файл должен быть пустым
ledger-problem-unreadable = файл не читается ({ $cause })
ledger-problem-too-large = файл больше { $limit } байт, а это наибольший размер, который читается
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
