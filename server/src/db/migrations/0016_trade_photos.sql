CREATE TABLE "listing_photos" (
	"market_id" text NOT NULL,
	"photo_id" text NOT NULL,
	"listing_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"media_type" text NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	CONSTRAINT "listing_photos_market_id_photo_id_pk" PRIMARY KEY("market_id","photo_id"),
	CONSTRAINT "listing_photos__same" UNIQUE("market_id","listing_id","sha256")
);
--> statement-breakpoint
ALTER TABLE "listing_photos" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "parcel_photos" (
	"market_id" text NOT NULL,
	"photo_id" text NOT NULL,
	"parcel_id" text NOT NULL,
	"media_type" text NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	"taken_by" text NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	CONSTRAINT "parcel_photos_market_id_photo_id_pk" PRIMARY KEY("market_id","photo_id")
);
--> statement-breakpoint
ALTER TABLE "parcel_photos" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "parcels" ADD COLUMN "proof" text;--> statement-breakpoint
ALTER TABLE "listing_photos" ADD CONSTRAINT "listing_photos__listing" FOREIGN KEY ("market_id","listing_id") REFERENCES "public"."listings"("market_id","listing_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parcel_photos" ADD CONSTRAINT "parcel_photos__parcel" FOREIGN KEY ("market_id","parcel_id") REFERENCES "public"."parcels"("market_id","parcel_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "parcel_photos__by_parcel" ON "parcel_photos" USING btree ("market_id","parcel_id");--> statement-breakpoint
CREATE INDEX "stall_orders__completed" ON "stall_orders" USING btree ("market_id","completed_at") WHERE completed_at is not null;--> statement-breakpoint
CREATE POLICY "listing_photos__own_market" ON "listing_photos" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "listing_photos__system" ON "listing_photos" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "listing_photos__own_merchant" ON "listing_photos" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "listing_photos"."merchant_id"));--> statement-breakpoint
CREATE POLICY "parcel_photos__own_market" ON "parcel_photos" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "parcel_photos__system" ON "parcel_photos" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
-- What was seen at a door stays as it was seen.
REVOKE UPDATE, DELETE ON parcel_photos FROM market_app, market_system;
