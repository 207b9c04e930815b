# METADATA
# title: Noticing a failure takes longer than the whole recovery may
# description: Health checks and cached answers use up the recovery time before anything is done.
# custom:
#   severity: error
#   roles: [dns, entry]
#   objectives: [rto]
#   remediation: Check more often, or lower the time to live of the answers.
#   since: 0.1.0
package resilint.objectives.failover_slower_than_promised

import data.resilint.lib

findings contains finding if {
	some promise in input.promises
	promise.name == "detection"
	promise.met == "no"
	finding := lib.broken(promise)
}
