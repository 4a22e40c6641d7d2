# Cancels the operations in flight on a cluster before Terraform destroys or replaces the cluster, and waits until they have
# ended.

variable "cluster" {
  description = "The cluster: google_alloydb_cluster.orders.name, so that Terraform destroys it after terraform_data.operations."
  type        = string
}

variable "location" {
  description = "The parent of the cluster, such as projects/my-project/locations/europe-west1."
  type        = string
}

resource "terraform_data" "operations" {
  # A provisioner at destroy can use only `self`.
  triggers_replace = {
    cluster  = var.cluster
    location = var.location
  }

  provisioner "local-exec" {
    when = destroy
    environment = {
      CLUSTER  = self.triggers_replace.cluster
      LOCATION = self.triggers_replace.location
    }
    # Any other code than 0 stops the destroy, and the cluster is kept. Code 3 means that an operation completed despite the
    # cancel, but not that the list of operations was complete. Run the destroy again: it searches again.
    command = <<-EOT
      npx --yes --package pulumi-gcp-lro@0.1.0 gcp-lro cancel --service alloydb --parent "$LOCATION" --target "$CLUSTER" --yes
    EOT
  }
}
