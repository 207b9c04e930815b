# METADATA
# title: Recovery automation fails with the region it should recover
# description: A function, state machine or runbook that promotes a copy in another region runs in the region whose loss it should answer.
# custom:
#   severity: error
#   roles: [compute, other]
#   resource_types: [aws_lambda_function, aws_sfn_state_machine, aws_ssm_document]
#   objectives: [rto]
#   remediation: Run it in the region that takes over, and start it from there.
#   since: 0.1.0
package resilint.cross_region.automation_in_failing_region

import data.resilint.lib

findings contains finding if {
	some domain, outage in input.failures
	startswith(domain, "region:")
	some address in outage.automation_lost
	automation := input.resources[address]
	lib.must_survive(automation, "region")
	finding := lib.finding(automation, automation.region, sprintf("`%s` should recover what is lost with `%s`, and is lost with it", [address, trim_prefix(domain, "region:")]))
}
