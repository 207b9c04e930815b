# METADATA
# title: Message broker runs in a single availability zone
# description: When its only zone fails, messages can be neither sent nor received.
# custom:
#   severity: error
#   roles: [queue]
#   objectives: [availability]
#   remediation: Deploy it over several zones.
#   since: 0.1.0
package resilint.multi_az.single_az_broker

import data.resilint.lib

findings contains finding if {
	some queue in input.by_role.queue
	not queue.nodes.value < 2
	queue.zones.value < 2
	lib.must_survive(queue, "az")
	not lib.regional(queue)
	not lib.in_cluster(queue)
	finding := lib.finding(queue, queue.zones, sprintf("broker `%s` runs in one availability zone", [queue.address]))
}
