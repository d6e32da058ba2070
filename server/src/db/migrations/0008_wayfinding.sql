CREATE TABLE "floor_plans" (
	"market_id" text NOT NULL,
	"plan_id" text NOT NULL,
	"source" text NOT NULL,
	"file_name" text NOT NULL,
	"state" text NOT NULL,
	"plan" jsonb NOT NULL,
	"violations" jsonb NOT NULL,
	"place_count" integer NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"published_at" timestamp with time zone,
	"withdrawn_at" timestamp with time zone,
	CONSTRAINT "floor_plans_market_id_plan_id_pk" PRIMARY KEY("market_id","plan_id")
);
--> statement-breakpoint
ALTER TABLE "floor_plans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plan_stalls" (
	"market_id" text NOT NULL,
	"plan_id" text NOT NULL,
	"place_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"matched_by" text NOT NULL,
	CONSTRAINT "plan_stalls_market_id_plan_id_place_id_pk" PRIMARY KEY("market_id","plan_id","place_id")
);
--> statement-breakpoint
ALTER TABLE "plan_stalls" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "route_counts" (
	"market_id" text NOT NULL,
	"business_date" date NOT NULL,
	"answered" integer NOT NULL,
	"unanswered" integer NOT NULL,
	"last_answered_at" timestamp with time zone,
	CONSTRAINT "route_counts_market_id_business_date_pk" PRIMARY KEY("market_id","business_date"),
	CONSTRAINT "route_counts__counts" CHECK ("route_counts"."answered" >= 0 and "route_counts"."unanswered" >= 0)
);
--> statement-breakpoint
ALTER TABLE "route_counts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "plan_stalls" ADD CONSTRAINT "plan_stalls__plan" FOREIGN KEY ("market_id","plan_id") REFERENCES "public"."floor_plans"("market_id","plan_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_stalls" ADD CONSTRAINT "plan_stalls__stall_fk" FOREIGN KEY ("market_id","stall_id") REFERENCES "public"."stalls"("market_id","stall_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "floor_plans__published" ON "floor_plans" USING btree ("market_id") WHERE state = 'published';--> statement-breakpoint
CREATE INDEX "floor_plans__created" ON "floor_plans" USING btree ("market_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_stalls__stall" ON "plan_stalls" USING btree ("market_id","plan_id","stall_id");--> statement-breakpoint
CREATE POLICY "floor_plans__own_market" ON "floor_plans" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "floor_plans__system" ON "floor_plans" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "plan_stalls__own_market" ON "plan_stalls" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "plan_stalls__system" ON "plan_stalls" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "route_counts__own_market" ON "route_counts" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "route_counts__system" ON "route_counts" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);