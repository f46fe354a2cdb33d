using Microsoft.Extensions.Logging;

namespace RewardLab.Abstractions;

/// <summary>Shortcuts for logging.</summary>
public static class LoggerLineExtensions
{
    /// <summary>Writes a line for the user as it is: braces in it are no placeholders.</summary>
    /// <param name="logger">Such as <see cref="ComponentContext.Logger"/>.</param>
    /// <param name="line">The line.</param>
    public static void LogLine(this ILogger logger, string line)
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(line);
        logger.Log(LogLevel.Information, default, line, exception: null, static (text, _) => text);
    }
}
