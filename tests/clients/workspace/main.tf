provider "aws" {
  region = "eu-west-1"
}

module "orders" {
  source   = "./modules/db"
  multi_az = false
}
