package resilint.cross_region.automation_in_failing_region_test

import data.resilint.cross_region.automation_in_failing_region
import data.resilint.world_test as world

function(survive) := world.one("compute", {
	"type": "aws_lambda_function",
	"objectives": {"survive": survive},
	"region": {"value": "us-east-1", "at": ["region"]},
})

lost(survive, addresses) := object.union(function(survive), {"failures": {"region:us-east-1": {"fails": [], "degraded": [], "unknown": [], "automation_lost": addresses}}})

test_fails if {
	count(automation_in_failing_region.findings) == 1 with input as lost("region", ["aws_thing.main"])
}

test_passes_outside_the_region if {
	count(automation_in_failing_region.findings) == 0 with input as lost("region", [])
}

test_passes_when_no_region_has_to_be_survived if {
	count(automation_in_failing_region.findings) == 0 with input as lost("az", ["aws_thing.main"])
}
