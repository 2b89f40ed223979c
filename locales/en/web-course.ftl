## Page of registers
web-registers-find = Find a register
web-registers-find-less = No register is called so, says so of itself or serves that clause. Ask for less.
web-registers-all = Show all registers
web-registers-number =
    { $n ->
        [one] { $n } register
       *[other] { $n } registers
    }

## The course of a record
web-told-moved = The state was changed.
web-told-restored = The record is valid again.
web-record-copy = Copy as new
web-record-copied = The values are those of the record “{ $name }”. Nothing is saved yet.
web-course-again = The session had ended, so nothing was done. Choose what to do once more.
web-course-locked = The record is in the state “{ $name }”, in which its values are not changed any more.
web-course-ways = What can be done
web-course-signature = File of the electronic signature
web-course-paper = The paper of this step:
web-course-lacking = To be filled in first: { $name }.
web-course-fill = Fill in
web-course-days = Deadlines
web-course-day-what = What is due
web-course-day = By when
web-course-day-clause = Clause
web-course-day-who = Who is reminded

## How things stood
web-then-day = As it stood at the end of the day
web-then-record = This is the record as it stood at the end of { $name }. Nothing can be changed here.
web-then-register = This is the register as it stood at the end of { $name }. Nothing can be changed here.
web-then-back = Back to how it is now
web-then-empty = The register had no records on that day.

## Several records at once
web-move-all = Choose all records of this page
web-move-choose = Choose the record { $name }
web-move-what = With the chosen records
web-move-see = See what happens
web-move-unsaid = Choose what is to be done with the records.
web-move-nothing = Choose at least one record.
web-move-too-many = { $n } records are chosen, and { $most } are moved at once. Choose fewer.
web-move-lead = The records go to the state “{ $name }”. Nothing is changed yet.
web-move-record = Record
web-move-state = State
web-move-outcome = What happens
web-move-do =
    { $n ->
        [one] Do it with { $n } record
       *[other] Do it with { $n } records
    }

## The API
web-api-key-wrong = The header Idempotency-Key must be one text of 1 to 200 visible ASCII characters, in quotation marks or not.
web-api-key-other = Another request was sent with this Idempotency-Key. A new request needs a new key.
web-api-key-underway = The first request with this Idempotency-Key is being answered, or how it ended is not known. Look at the records before you use a new key.
web-api-unnumbered = The register “{ $register }” gives no numbers: name the record's key and use PUT.
web-api-after-alone = The parameter after goes on through the whole list by organisation and key: it takes neither q, sort, dir nor page.
