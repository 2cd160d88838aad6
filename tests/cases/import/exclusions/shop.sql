CREATE TABLE bookings (
    id int PRIMARY KEY,
    room int,
    during tstzrange NOT NULL,
    CONSTRAINT bookings_during_excl EXCLUDE USING gist (during WITH &&) WHERE (room IS NOT NULL)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT bookings_room_excl EXCLUDE USING gist (int4range(room, room + 1) WITH &&)
);
COMMENT ON CONSTRAINT bookings_during_excl ON bookings IS 'One at a time.';
CREATE TABLE seats (
    id int PRIMARY KEY,
    no int NOT NULL,
    net inet,
    CONSTRAINT one_seat EXCLUDE (no WITH =),
    CONSTRAINT seats_net_excl EXCLUDE USING gist (net inet_ops WITH &&)
);
