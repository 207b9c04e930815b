package resilint.objectives.availability_out_of_reach_test

import data.resilint.objectives.availability_out_of_reach
import data.resilint.world_test as world

promise(met) := world.promise("availability", met)

test_fails if {
	count(availability_out_of_reach.findings) == 1 with input as world.with_promise("entry", promise("no"))
}

test_passes if {
	count(availability_out_of_reach.findings) == 0 with input as world.with_promise("entry", promise("yes"))
}

test_is_undecided_when_the_simulation_is if {
	some finding in availability_out_of_reach.findings with input as world.with_promise("entry", promise("unknown"))
	finding.unknown == "a variable has no value"
}

test_another_promise_is_none_of_its if {
	count(availability_out_of_reach.findings) == 0 with input as world.with_promise("entry", world.promise("survive", "no"))
}
