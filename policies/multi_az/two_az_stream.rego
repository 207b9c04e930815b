# METADATA
# title: Streaming cluster spans two availability zones only
# description: "With three replicas over two zones, one zone holds two of them: losing it stops writes that need two."
# custom:
#   severity: warning
#   roles: [stream]
#   objectives: [availability]
#   remediation: Use subnets in three zones.
#   since: 0.1.0
package resilint.multi_az.two_az_stream

import data.resilint.lib

findings contains finding if {
	some stream in input.by_role.stream
	stream.zones.value == 2
	lib.must_survive(stream, "az")
	not lib.regional(stream)
	finding := lib.finding(stream, stream.zones, sprintf("streaming cluster `%s` spans 2 zones, a quorum that survives any of them needs 3", [stream.address]))
}
