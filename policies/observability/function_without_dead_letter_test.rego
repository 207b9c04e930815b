package resilint.observability.function_without_dead_letter_test

import data.resilint.observability.function_without_dead_letter
import data.resilint.world_test as world

called(by, dead_letter) := object.union(
	world.of([
		world.resource("compute", {"dead_letter": dead_letter}),
		world.resource("other", object.union({"address": "caller"}, by)),
	]),
	{"graph": {"referrers": {"aws_thing.main": [{"address": "caller", "at": [], "kind": "refers_to", "certain": true}]}}},
)

subscription := {"type": "aws_sns_topic_subscription"}

none := {"value": false, "at": ["dead_letter"]}

test_fails if {
	count(function_without_dead_letter.findings) == 1 with input as called(subscription, none)
}

test_fails_with_a_permission if {
	count(function_without_dead_letter.findings) == 1 with input as called({"type": "aws_lambda_permission", "attributes": {"principal": "events.amazonaws.com"}}, none)
}

test_passes if {
	count(function_without_dead_letter.findings) == 0 with input as called(subscription, {"value": true, "at": ["dead_letter"]})
}

test_passes_where_the_caller_waits if {
	count(function_without_dead_letter.findings) == 0 with input as called({"type": "aws_lambda_permission", "attributes": {"principal": "apigateway.amazonaws.com"}}, none)
}

test_passes_without_callers if {
	count(function_without_dead_letter.findings) == 0 with input as world.one("compute", {"dead_letter": none})
}

test_is_silent_when_unknown if {
	count(function_without_dead_letter.findings) == 0 with input as called(subscription, {"unknown": "a variable has no value", "at": ["dead_letter"]})
}
