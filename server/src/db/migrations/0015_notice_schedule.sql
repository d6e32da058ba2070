CREATE TABLE "notice_reminders" (
	"market_id" text NOT NULL,
	"kind" text NOT NULL,
	"stale_on" date NOT NULL,
	"reminded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notice_reminders_market_id_kind_stale_on_pk" PRIMARY KEY("market_id","kind","stale_on")
);
--> statement-breakpoint
ALTER TABLE "notice_reminders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "publish_on" date;--> statement-breakpoint
CREATE POLICY "notice_reminders__own_market" ON "notice_reminders" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "notice_reminders__system" ON "notice_reminders" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);