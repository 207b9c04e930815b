# METADATA
# title: Database cluster has a single instance
# description: "A cluster with one instance has nothing to fail over to: it is down until the instance is rebuilt."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
# custom:
#   severity: error
#   roles: [database]
#   objectives: [availability]
#   remediation: Add a second instance in another zone.
#   since: 0.1.0
package resilint.spof.single_node_database

import data.resilint.lib

findings contains finding if {
	some database in input.by_role.database
	database.nodes.value < 2
	lib.must_survive(database, "instance")
	lib.is_cluster(database)
	not lib.in_cluster(database)
	finding := lib.finding(database, database.nodes, sprintf("database cluster `%s` has %s, failover needs 2", [database.address, lib.counted(database.nodes, "instance", "instances")]))
}
