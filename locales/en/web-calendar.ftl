## The calendar of deadlines
web-nav-calendar = Calendar
web-calendar = Calendar of deadlines
web-calendar-lead = What is to be done and by which day: deadlines follow from the dates in the registers.
web-calendar-subscribe = Add to your own calendar
web-calendar-register = Register
web-calendar-person = Who answers for it
web-calendar-person-hint = The personnel number of who answers for it: give your own to see your own deadlines alone. The address of such a page can be kept as a bookmark.
web-calendar-months = Months
web-calendar-month = { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[other] December
    } { $year }
web-calendar-weekday = { $n ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[other] Sunday
    }
web-calendar-weekday-short = { $n ->
        [1] Mon
        [2] Tue
        [3] Wed
        [4] Thu
        [5] Fri
        [6] Sat
       *[other] Sun
    }
web-calendar-previous = Previous month
web-calendar-next = Next month
web-calendar-present = This month
web-calendar-list = As a list
web-calendar-late = overdue
web-calendar-more = { $date }: { $n } more
web-calendar-earlier = Overdue from before this month: { $n }. Go to the earliest
web-calendar-cut = The first { $n } of the month’s { $total } deadlines are shown. Narrow the list.
web-calendar-not-reviewed = The holidays and days off of { $year } were not held against the official calendar: Kurban Ait and moved days of rest may be missing.
web-calendar-made-up = day off (“{ $holiday }” fell on a day of rest)
web-calendar-rest-moved = day off (moved from { $date })
web-calendar-worked = working day (its rest was moved to { $date })
web-calendar-do-by = a day off; the last working day before it is { $date }
web-calendar-clause = Uniform Requirements, clause { $clause }
web-calendar-clause-named = Uniform Requirements, clause { $name }
web-calendar-none = No deadlines in this month
web-calendar-none-do = Deadlines follow from dates in the registers: when a document is to be revised, a contract ends, a certificate expires. Fill in the registers.
web-calendar-none-narrowed = No deadline fits what is chosen.
web-calendar-show-all = Show all deadlines
web-calendar-feed = Talap: deadlines
web-calendar-feed-more = { $n } more in Talap’s calendar
web-calendar-feed-summary = { $label }: { $what } ({ $title })
web-told-calendar = The link to the calendar was removed.
web-own-calendar = Link to the calendar
web-own-calendar-hint = By this link a calendar program (Outlook, Thunderbird, a phone) shows the deadlines that you may see. It opens nothing else. Whoever knows the link sees them, so give it to nobody.
web-own-calendar-once = The link is shown only now; Talap does not keep it. Add it to your calendar program as a subscription from the Internet.
web-own-calendar-since = Made
web-own-calendar-make = Make a link
web-own-calendar-renew = Make a new link
web-own-calendar-renew-sure = Make a new link? The one before stops working at once.
web-own-calendar-end = Remove the link
web-own-calendar-end-sure = Remove the link? Calendars that subscribed to it are no longer updated.
calendar-file-wrong = The file of working days { $file }, { $place }: { $reason }
