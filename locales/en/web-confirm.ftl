# A second person confirms a statement; a statement is made again.
web-attest-last = What was stated last
web-attest-again = State again
web-attest-second = Second person
web-attest-second-awaited = Not confirmed yet: until a second person confirms it with another account, the statement does not count.
web-attest-second-done = Confirmed
web-attest-confirmed-by = I confirm it, as
web-attest-confirm = Confirm
web-attest-nothing-to-confirm = There is no statement that waits for a second person.
web-attest-same-account = You made or changed this statement yourself: somebody else confirms it, with their own account.
web-attest-same-person = The second person is another than the one who stated it.
web-told-confirmed = The statement was confirmed and everything was assessed anew.
