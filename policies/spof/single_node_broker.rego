# METADATA
# title: Message broker is a single instance
# description: A broker on one instance is down during every failure and every maintenance window.
# related_resources:
#   - https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-broker-architecture.html
# custom:
#   severity: error
#   roles: [queue]
#   objectives: [availability]
#   remediation: Deploy it as a cluster, or as active and standby, in several zones.
#   since: 0.1.0
package resilint.spof.single_node_broker

import data.resilint.lib

findings contains finding if {
	some queue in input.by_role.queue
	queue.nodes.value < 2
	lib.must_survive(queue, "instance")
	not lib.in_cluster(queue)
	not lib.regional(queue)
	finding := lib.finding(queue, queue.nodes, sprintf("broker `%s` runs on %s", [queue.address, lib.counted(queue.nodes, "instance", "instances")]))
}
