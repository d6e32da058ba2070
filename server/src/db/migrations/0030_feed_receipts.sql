ALTER TABLE "platform_links" ADD COLUMN "receipt_key" text;--> statement-breakpoint
ALTER TABLE "received_forwards" ADD COLUMN "receipt" jsonb;--> statement-breakpoint
ALTER TABLE "received_markets" ADD COLUMN "pull_url" text;--> statement-breakpoint
ALTER TABLE "received_markets" ADD COLUMN "pull_key_encrypted" text;--> statement-breakpoint
ALTER TABLE "received_markets" ADD COLUMN "pull_attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "received_markets" ADD COLUMN "next_pull_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "received_markets" ADD COLUMN "pull_problem" text;