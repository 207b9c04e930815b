package resilint.objectives.rpo_not_met_test

import data.resilint.objectives.rpo_not_met
import data.resilint.world_test as world

promise(met) := world.promise("rpo", met)

test_fails if {
	count(rpo_not_met.findings) == 1 with input as world.with_promise("entry", promise("no"))
}

test_passes if {
	count(rpo_not_met.findings) == 0 with input as world.with_promise("entry", promise("yes"))
}

test_is_undecided_when_the_simulation_is if {
	some finding in rpo_not_met.findings with input as world.with_promise("entry", promise("unknown"))
	finding.unknown == "a variable has no value"
}

test_another_promise_is_none_of_its if {
	count(rpo_not_met.findings) == 0 with input as world.with_promise("entry", world.promise("survive", "no"))
}
