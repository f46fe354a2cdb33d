using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Metrics;
using RewardLab.Jobs.Benchmarks;
using RewardLab.Jobs.Scores;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;

namespace RewardLab.Commands;

/// <summary>The options of commands that measure rewards on a benchmark.</summary>
internal sealed class BenchOptions
{
    private readonly Option<string[]> _reward = new("--reward")
    {
        Description = "id of a reward, such as clip or pickscore; repeatable ('plugins list' shows them)",
        HelpName = "ID",
    };
    private readonly Option<string?> _model = new("--model") { Description = "folder of a model; RewardLab recognises its reward", HelpName = "FOLDER" };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "set an option of a reward, such as --set clip.device=cpu; repeatable ('plugins show' lists them)",
        HelpName = "REWARD.OPTION=VALUE",
    };
    private readonly Option<string[]> _only = new("--only")
    {
        Description = "measure on this split of the benchmark only; repeatable [default: all]",
        HelpName = "SPLIT",
    };
    private readonly Option<string?> _images = new("--images") { Description = "folder of the images [default: beside the labels]", HelpName = "DIR" };
    private readonly Option<string?> _scores = new("--scores")
    {
        Description = "measure the scores in this file, as 'rewardlab score' writes them, instead of scoring",
        HelpName = "FILE",
    };
    private readonly Option<string?> _saveScores = new("--save-scores") { Description = "CSV file to save the scores to", HelpName = "FILE.csv" };
    private readonly Option<bool> _resume = new("--resume") { Description = "continue an interrupted call with the same arguments" };
    private readonly Option<bool> _skipMissing = new("--skip-missing") { Description = "leave out images that are missing, unreadable or without a score" };

    private readonly Option<string?> _textNorm = new("--textnorm")
    {
        Description =
            $"measure TextNorm, too: the generator of contrastive prompts, such as rules, or '{BenchRequest.BenchmarkPrompts}' for those of the benchmark",
        HelpName = "GENERATOR",
    };

    private readonly Option<string[]> _textNormSet = new("--textnorm-set")
    {
        Description = "set an option of that generator, such as model=llama3.1; repeatable",
        HelpName = "OPTION=VALUE",
    };
    private readonly TextNormArguments _textNormArguments = new();
    private readonly Option<ImageReading?> _reading = GlobalOptions.NewImageReading();
    private readonly Option<string> _normalisation = new Option<string>("--ap-normalisation")
    {
        Description =
            "what AP@k is divided by: found (the positives among the k, as in the paper), possible (min(k, positives), "
            + "so that positives outside the top k count), or both, in a column each",
        HelpName = "found|possible|both",
        DefaultValueFactory = _ => "found",
    }.AcceptOnlyFromAmong("found", "possible", "both");

    private readonly Option<int?> _threads = GlobalOptions.NewThreads();
    private readonly Option<ulong> _seed = NewSeed();
    private readonly Option<string?> _csv = NewCsv();
    private readonly Option<bool> _json = JsonOutput.NewOption();
    private readonly Option<bool> _force = TargetFile.NewForce();

    public static Option<ulong> NewSeed() => new("--seed") { Description = "seed of the paired sign-flip tests", HelpName = "N", DefaultValueFactory = _ => 0 };

    public static Option<string?> NewCsv() => new("--csv") { Description = "folder to write each table to as CSV", HelpName = "DIR" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _reward, _model, _set, _only, _images, _scores, _saveScores, _resume, _skipMissing, _textNorm, _textNormSet, _reading, _normalisation, _threads,
            _seed, _csv, _json, _force,
        })
        {
            command.Options.Add(option);
        }

        _textNormArguments.AddTo(command, _textNorm);

        command.Validators.Add(result =>
        {
            var scores = result.ValueOrDefault(_reward) is { Length: > 0 } || result.ValueOrDefault(_model) is not null;
            if (scores && result.ValueOrDefault(_scores) is not null)
            {
                result.AddError("Both rewards and a file of scores are given. Use either --reward and --model, or --scores.");
            }

            if (result.ValueOrDefault(_saveScores) is not null && !scores)
            {
                result.AddError("--save-scores needs a reward. Name one with --reward ID or --model FOLDER.");
            }

            if (result.ValueOrDefault(_resume) && result.ValueOrDefault(_saveScores) is null)
            {
                result.AddError("--resume needs the file that the interrupted call was writing: add its --save-scores FILE.");
            }
        });
    }

    public BenchRequest Read(ParseResult parsed, string data)
    {
        TargetFile.Require(parsed.GetValue(_force), ("--save-scores", parsed.GetValue(_saveScores)));
        TargetFile.RequireFolder(parsed.GetValue(_force), "--csv", parsed.GetValue(_csv), BenchOutput.Pattern);
        return new BenchRequest
        {
            Data = data,
            Images = parsed.GetValue(_images),
            Sets = parsed.GetValue(_only) ?? [],
            Scores = parsed.GetValue(_scores),
            SaveScores = parsed.GetValue(_saveScores),
            SkipsMissing = parsed.GetValue(_skipMissing),
            Csv = parsed.GetValue(_csv),
            IsJson = parsed.GetValue(_json),
            Seed = parsed.GetValue(_seed),
            Normalisations = parsed.GetValue(_normalisation) switch
            {
                "possible" => [PrecisionNormalisation.Possible],
                "both" => [PrecisionNormalisation.Found, PrecisionNormalisation.Possible],
                _ => [PrecisionNormalisation.Found],
            },
            Scoring = new ScoreRequest
            {
                Rewards = [.. (parsed.GetValue(_reward) ?? []).Distinct(StringComparer.Ordinal)],
                ModelFolder = parsed.GetValue(_model),
                Settings = parsed.GetValue(_set) ?? [],
                Images = [],
                ImageReading = parsed.GetValue(_reading),
                Prompts = [],
                Generator = parsed.GetValue(_textNorm),
                GeneratorSettings = parsed.GetValue(_textNormSet) ?? [],
                TextNorm = _textNormArguments.Read(parsed),
                IsResumed = parsed.GetValue(_resume),
            },
        };
    }

    public TorchRuntimeOptions Torch(ParseResult parsed) => GlobalOptions.TorchOptions(parsed, parsed.GetValue(_threads));
}
