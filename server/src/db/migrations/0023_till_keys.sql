CREATE TABLE "device_signing_keys" (
	"market_id" text NOT NULL,
	"device_id" text NOT NULL,
	"secret_encrypted" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	CONSTRAINT "device_signing_keys_market_id_device_id_pk" PRIMARY KEY("market_id","device_id")
);
--> statement-breakpoint
ALTER TABLE "device_signing_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "device_signing_keys" ADD CONSTRAINT "device_signing_keys__device" FOREIGN KEY ("market_id","device_id") REFERENCES "public"."devices"("market_id","device_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "device_signing_keys__own_market" ON "device_signing_keys" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "device_signing_keys__system" ON "device_signing_keys" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);