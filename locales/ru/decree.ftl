# Официальный текст.
decree-text-language-not-read = Официальный текст читается на казахском и английском языках, но не { $language ->
    [ru] на русском
   *[other] на этом языке
}.
decree-text-another-act = Строка { $line }: это не постановление № 832 от 20 декабря 2016 года. Укажите файл постановления в том виде, в котором его выдаёт база правовых актов.
decree-text-another-language = Строка { $line }: текст { $found ->
    [kk] на казахском языке
    [ru] на русском языке
   *[en] на английском языке
}. Укажите этот язык или файл { $asked ->
    [kk] на казахском языке
    [ru] на русском языке
   *[en] на английском языке
}.
decree-text-cut-short = Строка { $line }: текст обрывается: { $missing }. Загрузите файл заново целиком.
decree-text-ends-before-requirements = до начала требований
decree-text-ends-after-clause = после пункта { $id }
decree-text-ends-in-appendix = в приложении прочитано пунктов: { $points }, должно быть не менее { $expected }
decree-text-ends-in-sentence = последнее предложение не закончено
decree-text-out-of-order = Строка { $line }: здесь стоит { $found }, а ожидается { $expected }.
decree-text-chapter-out-of-order = Строка { $line }: здесь стоит глава { $found }, а ожидается глава { $expected }.
decree-text-section-out-of-order = Строка { $line }: здесь стоит параграф { $found }, а ожидается параграф { $expected }.
decree-text-duplicate = Строка { $line }: { $id } уже есть в строке { $first }.
decree-text-missing = Строка { $line }: перед этой строкой нет пункта { $id }.
decree-text-missing-chapter = Строка { $line }: перед этой строкой нет главы { $chapter }.
decree-text-out-of-place = Строка { $line }: такой строки здесь быть не может. Проверьте, сохранена ли разметка файла.
decree-text-note-unreadable = Строка { $line }: в сноске не указаны номер и дата изменяющего акта либо она обрывается.
decree-text-number = Строка { $line }: «{ $text }» не может быть номером пункта.

# Каталог.
decree-catalog-folder = Не удаётся прочитать { $path }: { $cause }.
decree-catalog-problems = В каталоге { $count ->
    [one] { $count } ошибка
    [few] { $count } ошибки
    [many] { $count } ошибок
   *[other] { $count } ошибки
}. Первая: { $first }
decree-problem-file = { $file }: { $reason }.
decree-problem-file-field = { $file }, поле «{ $field }»: { $reason }.
decree-problem-entry = { $file }, запись «{ $entry }»: { $reason }.
decree-problem-field = { $file }, запись «{ $entry }», поле «{ $field }»: { $reason }.
decree-fault-unreadable = файл не читается: { $cause }
decree-fault-not-text = файл не является текстом в кодировке UTF-8
decree-fault-version = версия формата { $found } неизвестна, поддерживается версия { $known }
decree-fault-no-sections = нет ни одного файла раздела
decree-fault-missing = значение не указано
decree-fault-missing-language = нет текста { $language ->
    [kk] на казахском языке
    [ru] на русском языке
   *[en] на английском языке
}
decree-fault-too-long = длина текста { $language ->
    [kk] на казахском языке
    [ru] на русском языке
   *[en] на английском языке
} в знаках: { $length }, допускается не более { $most }
decree-fault-invalid = значение «{ $found }» недопустимо
decree-fault-duplicate = «{ $key }» уже есть в файле { $file }
decree-fault-not-allowed = это поле здесь неуместно
decree-fault-unknown-trait = признак «{ $trait }» не определён
decree-fault-wrong-operator = это условие не подходит к признаку, тип которого { $type ->
    [flag] «да или нет»
    [number] «число»
    [date] «дата»
   *[choice] «выбор из списка»
}
decree-fault-unknown-choice = «{ $choice }» нет среди значений признака
decree-fault-unresolved = «{ $found }» не существует
decree-fault-unused-parameter = число не использует ни одна проверка, и не во всех текстах оно указано цифрами
decree-fault-unsound-check = проверка «{ $check }» не может дать ответ: { $cause }

# На кого распространяется.
decree-trait-kind = вид объекта
decree-reason-flag-stated = указан признак «{ $trait }»
decree-reason-flag-absent = не указан признак «{ $trait }»
decree-reason-holds = { $trait }: { $stated }
decree-reason-fails = { $trait }: { $stated }, требуется: { $expected }
decree-reason-missing = { $trait }: значение не указано; условие: { $expected }
decree-expected-yes = да
decree-expected-no = нет
decree-expected-value = { $value }
decree-expected-or = { $value } или { $rest }
decree-expected-nothing = нет значения
decree-expected-at-most = не более { $value }
decree-expected-at-least = не менее { $value }
decree-expected-day = { $value }
decree-expected-no-later = { $value } или раньше
decree-expected-no-earlier = { $value } или позже
decree-reason-and = { $before }; { $next }
decree-reason-named-holds = { $condition }
decree-reason-named-holds-because = { $condition } ({ $because })
decree-reason-named-fails = не выполняется условие: { $condition }
decree-reason-named-fails-because = не выполняется условие: { $condition } ({ $because })
decree-reason-named-missing = неизвестно: { $condition }
decree-reason-named-missing-because = неизвестно: { $condition } ({ $because })
decree-binds = Применяется: { $reasons }.
decree-binds-everyone = Применяется к каждому объекту или организации этого вида.
decree-does-not-bind = Не применяется: { $reasons }.
decree-not-asked = К объектам или организациям этого вида не относится.
decree-not-known = Неизвестно, применяется ли: { $reasons }.

# С какого времени.
decree-amended-from = постановление № { $act } от { $date }, действует с { $from }
decree-amended-relative = постановление № { $act } от { $date }, действует по истечении десяти дней после опубликования (дата в тексте не указана)
decree-since-original = постановление № 832 от { $date }, действует по истечении десяти дней после опубликования (дата в тексте не указана)
decree-search-failed = Сбой поискового указателя: { $cause }.
decree-binds-whom = На кого распространяется: { $condition }.
decree-condition-and = { $before }; и { $next }
decree-condition-or = { $before }, или { $next }
decree-condition-group = одно из: { $condition }
decree-condition-none = ни одно из: { $condition }
decree-condition-flag = признак «{ $trait }»
decree-condition-no-flag = без признака «{ $trait }»
decree-condition-value = { $trait }: { $expected }
