# METADATA
# title: Streaming cluster runs in too few availability zones
# description: Brokers in one zone fail together; in two zones, the loss of the larger half takes the quorum.
# custom:
#   severity: error
#   roles: [stream]
#   objectives: [availability]
#   remediation: Use subnets in three zones.
#   since: 0.1.0
package resilint.multi_az.single_az_stream

import data.resilint.lib

findings contains finding if {
	some stream in input.by_role.stream
	stream.zones.value < 2
	lib.must_survive(stream, "az")
	not lib.regional(stream)
	not lib.in_cluster(stream)
	finding := lib.finding(stream, stream.zones, sprintf("streaming cluster `%s` runs in one availability zone", [stream.address]))
}
