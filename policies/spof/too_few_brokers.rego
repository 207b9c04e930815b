# METADATA
# title: Streaming cluster has fewer than three brokers
# description: "Two brokers cannot form a majority after one is lost: partitions stop accepting writes."
# related_resources:
#   - https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html
# custom:
#   severity: error
#   roles: [stream]
#   objectives: [availability]
#   remediation: Use three brokers or more, over three zones.
#   since: 0.1.0
package resilint.spof.too_few_brokers

import data.resilint.lib

findings contains finding if {
	some stream in input.by_role.stream
	stream.nodes.value < 3
	lib.must_survive(stream, "instance")
	not lib.in_cluster(stream)
	not lib.regional(stream)
	finding := lib.finding(stream, stream.nodes, sprintf("streaming cluster `%s` has %s, a quorum that survives one needs 3", [stream.address, lib.counted(stream.nodes, "broker", "brokers")]))
}
