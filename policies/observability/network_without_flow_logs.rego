# METADATA
# title: Network has no flow logs
# description: After an incident nobody can tell who talked to whom.
# custom:
#   severity: info
#   resource_types: [aws_vpc]
#   objectives: [audit]
#   remediation: Add an `aws_flow_log` for it.
#   equivalents: [CKV2_AWS_11, AVD-AWS-0178, AC_AWS_0369, FG_R00054]
#   since: 0.1.0
package resilint.observability.network_without_flow_logs

import data.resilint.lib

findings contains finding if {
	some network in input.by_type.aws_vpc
	network.mode == "managed"
	not watched(network)
	finding := lib.at(network, [], sprintf("network `%s` has no flow logs", [network.address]))
}

watched(network) if {
	some edge in input.graph.referrers[network.address]
	input.resources[edge.address].type == "aws_flow_log"
}
