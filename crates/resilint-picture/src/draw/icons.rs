//! A small sign for each role, in a square of 16.

/// The lines of the sign.
pub(super) fn icon(role: &str) -> &'static str {
    match role {
        "entry" => "M8 1.5v9M4.5 7L8 10.5 11.5 7M2 14.5h12",
        "dns" => {
            "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M1.8 8h12.4M8 1.5c-4 4-4 9 0 13M8 1.5c4 4 4 9 0 13"
        }
        "compute" => {
            "M4 4h8v8H4zM6.5 1v3M9.5 1v3M6.5 12v3M9.5 12v3M1 6.5h3M1 9.5h3M12 6.5h3M12 9.5h3"
        }
        "database" => {
            "M2.5 3.8c0-3 11-3 11 0v8.4c0 3-11 3-11 0zM2.5 3.8c0 3 11 3 11 0M2.5 8c0 3 11 3 11 0"
        }
        "cache" => "M9 1.5L3.5 9H8l-1 5.5L12.5 7H8z",
        "object-store" => {
            "M2 4l1.5 9.5c1 1.3 8 1.3 9 0L14 4M2 4c0-2.6 12-2.6 12 0c0 2.6-12 2.6-12 0"
        }
        "block-storage" => "M2 3h12v10H2zM2 9.5h12M11 11.3h1",
        "file-storage" => "M1.5 3.5h5l1.5 2h6.5v7.5h-13z",
        "search" => "M6.8 2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 1 0 0-9.6M10.3 10.3L14.5 14.5",
        "warehouse" => "M2 14.5h12M3.5 14V8M7 14V4M10.5 14V6.5M13 14V2",
        "queue" => "M1.5 3.5h13v9h-13zM1.5 4l6.5 5 6.5-5",
        "stream" => "M1.5 5c2.2-3 4.3-3 6.5 0s4.3 3 6.5 0M1.5 11c2.2-3 4.3-3 6.5 0s4.3 3 6.5 0",
        "network" => "M8 2v4M8 6L3 11.5M8 6l5 5.5M6.5 1h3v3h-3zM1.5 11.5h3v3h-3zM11.5 11.5h3v3h-3z",
        "backup" => "M2.5 8a5.5 5.5 0 1 0 1.8-4.1M4.5 1v3.2h3.2M8 5v3.4l2.2 1.4",
        "key" => "M5 5.5a3 3 0 1 0 0 6a3 3 0 1 0 0-6M8 8.5h6.5M12 8.5v3M14 8.5v2",
        "secret" => "M3.5 7h9v7h-9zM5.5 7V4.5a2.5 2.5 0 0 1 5 0V7",
        "log" => "M3.5 1.5h9v13h-9zM5.5 5h5M5.5 8h5M5.5 11h3",
        "identity" => "M8 2a3 3 0 1 0 0 6a3 3 0 1 0 0-6M2.5 14.5c.5-6.5 10.5-6.5 11 0",
        "alarm" => "M3 12h10l-1.5-2V6.5a3.5 3.5 0 0 0-7 0V10zM6.8 14.2h2.4",
        "registry" => "M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z",
        _ => "M3 3h10v10H3z",
    }
}
