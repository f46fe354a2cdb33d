using Microsoft.Extensions.Logging;

namespace RewardLab.TestSupport;

/// <summary>Hands every line to a test.</summary>
internal sealed class LineLogger(Action<string> log) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        log(formatter(state, exception));
}
