using Microsoft.Extensions.Logging;
using RewardLab.Abstractions;
using RewardLab.Hosting.Prompts;
using RewardLab.Runs.Images;

namespace RewardLab.Hosting.Components;

/// <summary>What every component is offered: files of images and prompts, the run's recorded settings, and lines for the user.</summary>
/// <param name="log">Told a line.</param>
internal sealed class ComponentServices(Action<string> log) : IImageCodec, IPromptFiles, IRecordedSettings, IProvenanceRecord, ILogger
{
    /// <summary>The run's settings; null where there is no run.</summary>
    public IRecordedSettings? RunSettings { get; set; }

    /// <summary>Where the run keeps what its results come from; null where there is no run.</summary>
    public IProvenanceRecord? RunProvenance { get; set; }

    /// <summary>Does units of work.</summary>
    public IWorkerPool Workers { get; set; } = NoWorkers.Instance;

    public ImageBatch Read(string path, ImageReading reading = ImageReading.Shown) => ImageFiles.Read(path, reading);

    public void WritePng(Stream stream, ImageBatch images, int index) => ImageFiles.WritePng(stream, images, index);

    public void WriteJpeg(Stream stream, ImageBatch images, int index, int quality) => ImageFiles.WriteJpeg(stream, images, index, quality);

    public IReadOnlyList<string> Read(string path) => [.. PromptLines.Read(path).Select(line => line.Prompt)];

    public int GetOrAdd(string purpose, Func<int> choose) => RunSettings is { } settings ? settings.GetOrAdd(purpose, choose) : choose();

    public void Keep(string source, IReadOnlyDictionary<string, string> facts, IReadOnlyDictionary<string, double> amounts) =>
        RunProvenance?.Keep(source, facts, amounts);

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var line = formatter(state, exception) + (exception is null ? "" : $": {OneLine.Format(exception)}");
        log(logLevel switch
        {
            LogLevel.Information => line,
            LogLevel.Warning => $"warning: {line}",
            _ => $"error: {line}",
        });
    }
}
