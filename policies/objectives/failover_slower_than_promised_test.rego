package resilint.objectives.failover_slower_than_promised_test

import data.resilint.objectives.failover_slower_than_promised
import data.resilint.world_test as world

promise(met) := world.promise("detection", met)

test_fails if {
	count(failover_slower_than_promised.findings) == 1 with input as world.with_promise("entry", promise("no"))
}

test_passes if {
	count(failover_slower_than_promised.findings) == 0 with input as world.with_promise("entry", promise("yes"))
}

test_is_silent_when_unknown if {
	count(failover_slower_than_promised.findings) == 0 with input as world.with_promise("entry", promise("unknown"))
}
