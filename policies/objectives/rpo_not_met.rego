# METADATA
# title: A failure loses more data than the objective allows
# description: In the simulation of a failure that has to be survived, what takes over lacks more data than was promised, or the data is gone.
# custom:
#   severity: error
#   roles: [block-storage, cache, compute, database, dns, entry, file-storage, object-store, queue, search, stream, warehouse]
#   objectives: [rpo]
#   remediation: "Replicate with less lag, or back up more often: `resilint simulate` shows what each step loses."
#   since: 0.1.0
package resilint.objectives.rpo_not_met

import data.resilint.lib

findings contains finding if {
	some promise in input.promises
	promise.name == "rpo"
	finding := lib.broken(promise)
}
