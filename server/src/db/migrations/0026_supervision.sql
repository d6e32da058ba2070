CREATE TABLE "supervision_claims" (
	"market_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"rubric_id" text NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"low" double precision NOT NULL,
	"high" double precision NOT NULL,
	"max" double precision NOT NULL,
	"recomputed_low" double precision,
	"recomputed_high" double precision,
	"verdict" text NOT NULL,
	CONSTRAINT "supervision_claims_market_id_sequence_pk" PRIMARY KEY("market_id","sequence")
);
--> statement-breakpoint
ALTER TABLE "supervision_claims" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "supervision_cursors" (
	"market_id" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"moved_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "supervision_cursors" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "supervision_days" (
	"market_id" text NOT NULL,
	"business_date" date NOT NULL,
	"sales_fen" bigint NOT NULL,
	"sale_count" integer NOT NULL,
	"tests" integer NOT NULL,
	"tests_positive" integer NOT NULL,
	"complaints" integer NOT NULL,
	CONSTRAINT "supervision_days_market_id_business_date_pk" PRIMARY KEY("market_id","business_date")
);
--> statement-breakpoint
ALTER TABLE "supervision_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "supervision_open_items" (
	"market_id" text NOT NULL,
	"kind" text NOT NULL,
	"item_id" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	CONSTRAINT "supervision_open_items_market_id_kind_item_id_pk" PRIMARY KEY("market_id","kind","item_id")
);
--> statement-breakpoint
ALTER TABLE "supervision_open_items" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "supervision_claims__newest" ON "supervision_claims" USING btree ("market_id","rubric_id","sequence");--> statement-breakpoint
CREATE POLICY "supervision_claims__own_market" ON "supervision_claims" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "supervision_claims__system" ON "supervision_claims" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "supervision_cursors__own_market" ON "supervision_cursors" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "supervision_cursors__system" ON "supervision_cursors" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "supervision_days__own_market" ON "supervision_days" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "supervision_days__system" ON "supervision_days" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "supervision_open_items__own_market" ON "supervision_open_items" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "supervision_open_items__system" ON "supervision_open_items" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);