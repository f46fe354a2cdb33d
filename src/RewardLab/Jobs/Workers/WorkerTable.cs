using System.Globalization;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;
using RewardLab.Runs.Workers;

namespace RewardLab.Jobs.Workers;

/// <summary>The workers of a run as a table.</summary>
internal static class WorkerTable
{
    private const double Megabyte = 1e6;

    public static ResultTable Create(ClusterStatus status, DateTimeOffset now) => new(
        "",
        [
            new TableColumn("worker"), new TableColumn("device"), new TableColumn("threads"), new TableColumn("MB", Format: "0"),
            new TableColumn("holds MB", Format: "0"), new TableColumn("does"), new TableColumn("done"), new TableColumn("per minute", Format: "0.0"),
            new TableColumn("since"),
        ],
        status.Workers.Select(worker => new object?[]
        {
            worker.Name, worker.Device, worker.Threads, worker.MemoryBytes / Megabyte, worker.HeldBytes / Megabyte,
            worker.IsSilent ? "silent" : worker.Unit ?? "waits", worker.DoneUnits, worker.UnitsPerMinute, DurationText.Format(now - worker.Since),
        }))
    {
        Footnotes =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"Run {status.Run}: {status.DoneUnits} units done, {status.LeasedUnits} being done, {status.WaitingUnits} waiting, ")
            + string.Create(CultureInfo.InvariantCulture, $"{status.LostLeases} leases lost"),
            .. status.IsMixed ? ["Workers of different arithmetic take part: the run cannot be reproduced to the byte."] : Array.Empty<string>(),
        ],
    };
}
