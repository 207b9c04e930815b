package resilint.observability.alarm_without_action_test

import data.resilint.observability.alarm_without_action
import data.resilint.world_test as world

test_fails if {
	count(alarm_without_action.findings) == 1 with input as world.one("alarm", {"type": "aws_cloudwatch_metric_alarm"})
}

test_passes if {
	count(alarm_without_action.findings) == 0 with input as world.one("alarm", {"type": "aws_cloudwatch_metric_alarm", "attributes": {"alarm_actions": ["arn"]}})
}
