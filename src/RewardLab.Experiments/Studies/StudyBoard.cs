using RewardLab.Abstractions;

namespace RewardLab.Experiments.Studies;

/// <summary>Who has answered what, and who gets what next. Safe from any thread.</summary>
/// <remarks>
/// Each annotator has an order of their own, shuffled by the study's seed and their name, and gets from it what they have not answered and fewer than enough others have, or have in hand: an item that was
/// handed out is kept for its annotator for a quarter of an hour. Items whose answer is known go to everyone.
/// </remarks>
public sealed class StudyBoard
{
    /// <summary>How long an item that was handed out is kept for its annotator.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly StudyPlan _plan;
    private readonly IReadOnlyList<StudyItem> _items;
    private readonly SideOrder _sides;
    private readonly Dictionary<int, int[]> _orders = [];
    private readonly Dictionary<(int Annotator, long Item), Dictionary<StudyQuestion, StudyAnswer>> _answers = [];
    private readonly Dictionary<int, List<long>> _histories = [];
    private readonly int[] _finishedCounts; // [items]: annotators who have answered all of its questions
    private readonly Dictionary<long, Dictionary<int, DateTimeOffset>> _leases = [];

    internal StudyBoard(StudyContent content, TimeProvider time)
    {
        (_plan, _items, _time) = (content.Plan, content.Items, time);
        _sides = new SideOrder(content.Plan.Seed, content.Items);
        _finishedCounts = new int[content.Items.Count];
        Take(content.Answers);
    }

    /// <summary>Answers kept so far, changes included.</summary>
    public long AnswerCount { get; private set; }

    /// <summary>How often an item that is asked was answered wholly by someone.</summary>
    public long FinishedCount
    {
        get
        {
            lock (_gate)
            {
                return _items.Where(item => item.Known is null).Sum(item => (long)_finishedCounts[item.Id - 1]);
            }
        }
    }

    /// <summary>What an annotator shall answer next, in their order, and keeps it for them.</summary>
    /// <param name="annotator">The annotator.</param>
    /// <param name="held">Items that they have in hand already: not handed out again, but kept for them.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<StudyItem> Next(StudyAnnotator annotator, IReadOnlySet<long> held, int count)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        ArgumentNullException.ThrowIfNull(held);
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var item in held.Where(item => item >= 1 && item <= _items.Count && IsOpenTo(annotator.Id, item, now)))
            {
                Keep(annotator.Id, item, now);
            }

            var next = OrderOf(annotator).Select(index => _items[index]).Where(item => !held.Contains(item.Id) && IsOpenTo(annotator.Id, item.Id, now)).Take(count).ToArray();
            foreach (var item in next)
            {
                Keep(annotator.Id, item.Id, now);
            }

            return next;
        }
    }

    /// <summary>How far an annotator is.</summary>
    public StudyProgress ProgressOf(StudyAnnotator annotator)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var done = _histories.TryGetValue(annotator.Id, out var history) ? history.Count : 0;
            return new StudyProgress(done, done + _items.Count(item => IsOpenTo(annotator.Id, item.Id, now)));
        }
    }

    /// <summary>The items that an annotator has answered wholly, in the order in which they first did.</summary>
    public IReadOnlyList<long> HistoryOf(StudyAnnotator annotator)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        lock (_gate)
        {
            return _histories.TryGetValue(annotator.Id, out var history) ? [.. history] : [];
        }
    }

    /// <summary>An annotator's present answers to an item.</summary>
    public IReadOnlyDictionary<StudyQuestion, int> AnswersOf(StudyAnnotator annotator, long item)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        lock (_gate)
        {
            return _answers.TryGetValue((annotator.Id, item), out var answers) ? answers.ToDictionary(answer => answer.Key, answer => answer.Value.Answer.Value) : [];
        }
    }

    /// <summary>Whether an annotator is shown the second model's set of an item on the first side.</summary>
    public bool IsSwappedFor(StudyAnnotator annotator, long item)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        return _plan.Kind == StudyKind.Comparisons && _sides.IsSwapped(annotator.Id, item);
    }

    internal void Take(IReadOnlyList<StudyAnswer> answers)
    {
        lock (_gate)
        {
            foreach (var answer in answers)
            {
                Take(answer);
            }
        }
    }

    private void Take(StudyAnswer kept)
    {
        var (annotator, item) = (kept.Answer.Annotator, kept.Answer.Item);
        if (!_answers.TryGetValue((annotator, item), out var answers))
        {
            _answers.Add((annotator, item), answers = []);
        }

        if (answers.TryGetValue(kept.Answer.Question, out var before) && before.Id >= kept.Id)
        {
            return; // the reply to an answer that was sent twice
        }

        var wasFinished = IsFinishedBy(annotator, item);
        AnswerCount++;
        answers[kept.Answer.Question] = kept;
        if (!wasFinished && IsFinishedBy(annotator, item))
        {
            _finishedCounts[item - 1]++;
            if (!_histories.TryGetValue(annotator, out var history))
            {
                _histories.Add(annotator, history = []);
            }

            history.Add(item);
        }
    }

    private bool IsFinishedBy(int annotator, long item) => _answers.TryGetValue((annotator, item), out var answers) && answers.Count == _plan.Questions.Count;

    private bool IsOpenTo(int annotator, long item, DateTimeOffset now) =>
        !IsFinishedBy(annotator, item)
        && (_items[(int)item - 1].Known is not null || _finishedCounts[item - 1] + HeldByOthers(annotator, item, now) < _plan.AnnotatorsPerItem);

    private int HeldByOthers(int annotator, long item, DateTimeOffset now) => _leases.TryGetValue(item, out var leases)
        ? leases.Count(lease => lease.Key != annotator && lease.Value > now && !IsFinishedBy(lease.Key, item))
        : 0;

    private void Keep(int annotator, long item, DateTimeOffset now)
    {
        if (!_leases.TryGetValue(item, out var leases))
        {
            _leases.Add(item, leases = []);
        }

        leases[annotator] = now + Lease;
    }

    private int[] OrderOf(StudyAnnotator annotator)
    {
        if (!_orders.TryGetValue(annotator.Id, out var order))
        {
            var keys = SeedStream.Of(_plan.Seed, "orders").Child(annotator.Name);
            _orders.Add(annotator.Id, order = [.. Enumerable.Range(0, _items.Count).OrderBy(index => keys[_items[index].Id])]);
        }

        return order;
    }
}
